/** The cost of the user function: one of the dump that catches errors starts a subtransaction at each call. */
import type { Catalog } from '../../catalog/catalog.js';
import { key, type Key } from '../../catalog/object.js';
import type { Tenancy } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { pasted } from '../../facts/names/patterns.js';
import { routineBody, wordsOf } from '../../facts/routines/routineBody.js';
import { isUser } from '../../facts/columns/auditSynonyms.js';
import type { CreatedDefault, KeptTable } from './createdDefaults.js';
import type { Gained } from './gains.js';

interface Added {
  readonly gains: ReadonlyMap<Key, Gained>;
  readonly defaults: readonly CreatedDefault[];
  readonly tables: readonly KeptTable[];
}

/** True for `EXCEPTION WHEN`, not for RAISE EXCEPTION. */
function catchesErrors(body: string): boolean {
  const words = wordsOf(body);
  return words.some(({ text }, at) => text === 'exception' && words[at + 1]?.text === 'when');
}

export function slowUser(
  { objects }: Pick<Catalog, 'objects'>,
  { currentUser: { name, type, setting } }: Pick<Tenancy, 'currentUser'>,
  { gains, defaults, tables }: Added,
): Diagnostic[] {
  const signature = key('signature', { schema: name.schema, name: `${name.name}()` });
  const routine = objects.find(({ provides }) => provides.includes(signature));
  if (!routine) return [];
  const { language, text } = routineBody(routine.statement);
  if (language !== 'plpgsql' || !catchesErrors(text)) return [];
  const called = key('routine', name);
  const inserts =
    defaults.filter(({ callsUser }) => callsUser).length +
    [...gains.values()]
      .flatMap(({ own }) => own)
      .filter(({ needs }) => needs.some(({ keys }) => keys.includes(called))).length;
  const updates = tables.filter(({ slots }) => slots.some(({ concept }) => isUser(concept))).length;
  if (inserts + updates === 0) return [];
  const body = `nullif(current_setting('${setting ?? 'app.user_id'}', true), '')::${type}`;
  return [
    {
      severity: 'warning',
      code: 'audit/slow-user-function',
      message: `${pasted(name)}() has an EXCEPTION block, so each call starts a subtransaction: ${inserts} defaults call it for each row that is inserted, and the audit triggers of ${updates} tables for each row that is updated.`,
      help: `Write it in SQL in the design, for example as LANGUAGE sql STABLE RETURN ${body}: a setting that is no ${type} is then an error.`,
      object: routine.id,
      place: { line: routine.statement.raw.line, column: 1 },
    },
  ];
}
