/** The report in the format of its file extension, with verify's result for the same baseline. */
import { readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { InputError } from '../../diagnostics/diagnostics.js';
import type { Conversion } from '../../pipeline.js';
import type { VerificationResult } from '../../verification.js';
import { fileError } from '../io/files.js';

export type Report = Conversion['report'];

/** Each format is loaded on demand. */
export async function rendered(
  report: Report,
  name: string,
  verification: VerificationResult | undefined,
): Promise<string> {
  switch (extname(name).toLowerCase()) {
    case '.json':
      return (await import('../../report/json.js')).renderJson(report);
    case '.md':
      return (await import('../../report/markdown.js')).renderMarkdown(report, verification);
    case '.html':
      return (await import('../../report/html/html.js')).renderHtml(report, verification);
    default:
      return (await import('../../report/text.js')).renderText(report);
  }
}

/** The formats that show verify's result. */
export const showsVerification = (name: string): boolean =>
  ['.html', '.md'].includes(extname(name).toLowerCase());

export const digest = async (content: string | Uint8Array): Promise<string> =>
  (await import('../../platform/digest.js')).sha256(content);

/** @returns undefined if verify has not run yet */
export function readVerification(name: string, cwd: string): VerificationResult | undefined {
  let text: string;
  try {
    text = readFileSync(resolve(cwd, name), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fileError(error, name);
  }
  try {
    const result = JSON.parse(text) as VerificationResult;
    if (typeof result.baseline.sha256 === 'string' && typeof result.fidelity.equal === 'number')
      return result;
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof TypeError)) throw error;
  }
  throw new InputError('cli/verification', `${name} is not a result of verify.`, {
    help: 'Create it with pg-baseline verify --verification FILE, or delete it.',
  });
}
