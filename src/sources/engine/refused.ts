/** Statements that fail for another reason than a gap of the engine: what was read back is not what they were to make. */
import { InputError } from '../../diagnostics/diagnostics.js';
import type { Failed, Loaded, SqlText } from './loaded.js';

/** Number of errors that are shown; others usually follow from them. */
const SHOWN = 5;

/** @throws InputError with the first failures */
export function refuseFailures(loaded: Loaded, texts: readonly SqlText[]): Loaded {
  const [first, ...others] = loaded.failures.slice(0, SHOWN);
  if (first === undefined) return loaded;
  const left = loaded.failures.length - SHOWN;
  const more = left > 0 ? ` ${left} more statements fail.` : '';
  const help = `PostgreSQL rejects the statement; it ran on ${loaded.engine}. Correct the file.${more}`;
  throw failure(first, texts, { help, others: others.map((one) => failure(one, texts)) });
}

function failure(
  { statement: { file, line }, message }: Failed,
  texts: readonly SqlText[],
  options: { readonly help?: string; readonly others?: readonly InputError[] } = {},
): InputError {
  const text = texts.find((one) => one.file === file)?.text;
  const place = { ...(file === undefined ? {} : { file }), line, column: 1 };
  return new InputError('source/failed', `The statement fails: ${message}`, {
    ...options,
    place,
    ...(text === undefined ? {} : { text }),
  });
}
