/** Codes whose severity the configuration sets, and why others are fixed. */
import type { DiagnosticCode, ErrorCode } from '../diagnostics/diagnostics.js';
import { type Code, codes, severitiesOf } from '../diagnostics/registry.js';

/** verify is independent of the conversion and its settings. */
const isOfVerify = (code: Code): boolean => code.startsWith('lint/') || code.startsWith('verify/');
const isFinding = (code: Code): code is DiagnosticCode =>
  severitiesOf(code).some((level) => level !== 'error');

/** Codes whose severity can be set. */
export const governedCodes: readonly DiagnosticCode[] = codes
  .filter(isFinding)
  .filter((code) => !isOfVerify(code))
  .toSorted();

/** An entry for unused entries would never be unused. */
export const acceptableCodes: readonly DiagnosticCode[] = governedCodes.filter(
  (code) => code !== 'accept/unused',
);

export interface Refusal {
  readonly code: Extract<ErrorCode, `config/${string}`>;
  readonly message: string;
  readonly help: string;
}

const isCode = (code: string): code is Code => (codes as readonly string[]).includes(code);

function whyOf(code: Code): string {
  if (isOfVerify(code)) return 'belongs to verify, which the configuration does not govern';
  return 'stops the conversion';
}

/** Why the severity of a code is fixed; undefined for an unknown code. */
export function fixedSeverity(code: string): Refusal | undefined {
  if (!isCode(code)) return undefined;
  const message = `The severity of ${code} cannot be changed: it ${whyOf(code)}.`;
  return { code: 'config/fixed-severity', message, help: `Remove ${code} from "severity".` };
}

/** Why a code cannot be accepted at any severity; undefined for an unknown code. */
export function notAcceptable(code: string): Refusal | undefined {
  if (!isCode(code)) return undefined;
  const why = code === 'accept/unused' ? 'is about "accept" itself' : whyOf(code);
  return {
    code: 'config/not-acceptable',
    message: `${code} cannot be accepted: it ${why}.`,
    help: 'Remove the entry.',
  };
}

type Choices = Readonly<Record<string, string | undefined>>;

/** Why a code cannot be accepted with the configured severities; undefined if it can. */
export function noWarning(code: DiagnosticCode, choices: Choices): Refusal | undefined {
  const choice = choices[code];
  const levels: readonly string[] = choice === undefined ? severitiesOf(code) : [choice];
  if (levels.includes('warning')) return undefined;
  const [is, help] =
    choice === 'error'
      ? ['"severity" makes it an error', 'Remove it from "severity", or remove this entry.']
      : choice === 'off'
        ? ['"severity" turns it off', 'Remove this entry.']
        : ['it is a note, which --strict does not count', `To hide it, set severity: { ${code}: off }.`];
  return { code: 'config/not-acceptable', message: `${code} cannot be accepted: ${is}.`, help };
}
