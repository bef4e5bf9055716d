/** Names from the command line: identifiers, as SQL would read them. */
import type { Name } from '../../catalog/names.js';
import { InputError } from '../../diagnostics/diagnostics.js';

/** PostgreSQL cuts longer names. */
const BYTES = 63;

const PART = String.raw`(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*)`;
const DOTTED = new RegExp(`^(${PART})\\.(${PART})$`, 'u');
const ALONE = new RegExp(`^${PART}$`, 'u');

function refused(text: string, option: string, wanted: string): InputError {
  return new InputError('project/name', `--${option} ${JSON.stringify(text)} is not ${wanted}.`, {
    help: `Write it as in SQL: --${option} ${option === 'schema' ? 'core' : option === 'table' ? 'core.visits' : 'visit_id=core.visits'}`,
  });
}

/** Without its quotes; unquoted letters become small, as in SQL. Quotes within a name would end a text of the template. */
function identifier(part: string, text: string, option: string): string {
  const name = part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.toLowerCase();
  if (new TextEncoder().encode(name).length > BYTES)
    throw refused(text, option, `a name of up to ${BYTES} bytes`);
  if (/["'\\\p{Cc}\u2028\u2029]|\{\{|\}\}|\$/u.test(name))
    throw refused(
      text,
      option,
      'a name that a template can hold (no quotes, backslashes, dollar signs or line ends)',
    );
  if (name.startsWith('pg_') && option === 'schema')
    throw refused(text, option, 'a name that PostgreSQL allows for a schema');
  return name;
}

/** @throws InputError */
export function tableFrom(text: string, option = 'table'): Name {
  const [, schema, name] = DOTTED.exec(text) ?? [];
  if (schema === undefined || name === undefined) throw refused(text, option, 'a table as schema.name');
  return { schema: identifier(schema, text, option), name: identifier(name, text, option) };
}

/** @throws InputError */
export function schemaFrom(text: string): string {
  if (!ALONE.test(text)) throw refused(text, 'schema', 'the name of a schema');
  return identifier(text, text, 'schema');
}
