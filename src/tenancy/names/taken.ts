import { InputError } from '../../diagnostics/diagnostics.js';
import type { SchemaObject } from '../../catalog/object.js';

/** The configuration line that changes the prefix of all the tool's names. */
export function otherPrefix(prefix: string): string {
  // A prefix has at most 24 letters.
  const [two, three] = [2, 3].map((number) => `${prefix.slice(0, 23)}${number}`);
  return `names: { prefix: ${two === prefix ? three : two} } in the configuration`;
}

/** @param rename configuration that renames the tool's object */
export function taken({ id, statement }: Pick<SchemaObject, 'id' | 'statement'>, rename: string): InputError {
  return new InputError(
    'names/taken',
    `The dump has ${/^[aeiou]/.test(id) ? 'an' : 'a'} ${id} with a different definition, but pg-baseline uses that name.`,
    {
      help: `Rename the one of pg-baseline: ${rename}; or rename the one in the design.`,
      place: { line: statement.raw.line, column: 1 },
    },
  );
}
