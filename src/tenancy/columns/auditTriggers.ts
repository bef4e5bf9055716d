/** The trigger that maintains audit columns, and one function for all tables with the same columns. */
import { dollarQuote } from '../../catalog/dollarQuote.js';
import { type Name, quoteIdentifier, quoteLiteral, quoteName } from '../../catalog/names.js';
import type { Tenancy } from '../../catalog/tenancy.js';
import { CLOSED_PATH } from '../../facts/routines/closedPath.js';
import { auditBody } from './auditBody.js';
import { functionName, markOf } from './auditNames.js';
import type { Slot } from './auditSlots.js';
import { isCreated } from '../../facts/columns/auditSynonyms.js';

export interface AuditTrigger {
  readonly table: Name;
  readonly name: string;
  readonly slots: readonly Slot[];
}

/** CREATE FUNCTION and COMMENT of all, then CREATE TRIGGER of all. */
export interface AuditStatements {
  readonly functions: readonly string[];
  readonly triggers: readonly string[];
}

/** The maintained columns, as listed in the comment. */
const columnsOf = (slots: readonly Slot[]): string[] => slots.map(({ column }) => column);

/** True for a body as for the tool's own columns: of several functions with one name, this one gets no hash. */
const isPlain = (slots: readonly Slot[]): boolean =>
  slots.every(
    ({ concept, added, cast, zoneless, small, unfilled }) =>
      !cast && !zoneless && !small && !unfilled && (added || isCreated(concept) || concept === 'rowVersion'),
  );

/** A name for each body. */
function namesOf(bodies: ReadonlyMap<string, readonly Slot[]>, prefix: string): Map<string, string> {
  const sharing = new Map<string, string[]>();
  for (const [body, slots] of bodies) {
    const name = functionName(prefix, columnsOf(slots));
    sharing.set(name, [...(sharing.get(name) ?? []), body]);
  }
  const names = new Map<string, string>();
  const taken = new Set(sharing.keys());
  for (const [name, all] of sharing) {
    const plain = all.filter((body) => isPlain(bodies.get(body)!));
    const first = all.length === 1 ? all[0] : plain.length === 1 ? plain[0] : undefined;
    for (const body of all) {
      if (body === first) names.set(body, name);
      else names.set(body, markedName(prefix, columnsOf(bodies.get(body)!), body, taken));
    }
  }
  return names;
}

function markedName(prefix: string, columns: readonly string[], body: string, taken: Set<string>): string {
  // Two bodies may have the same hash by chance.
  for (let text = body; ; text += ' ') {
    const name = functionName(prefix, columns, markOf(text));
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}

export function auditStatements(triggers: readonly AuditTrigger[], tenancy: Tenancy): AuditStatements {
  const bodies = new Map(triggers.map(({ slots }) => [auditBody(slots, tenancy), slots]));
  const names = namesOf(bodies, tenancy.prefix);
  const { schema } = tenancy.currentUser.name;
  const nameOf = (body: string): Name => ({ schema, name: names.get(body)! });
  return {
    functions: [...bodies].flatMap(([body, slots]) => functionTexts(nameOf(body), slots, body)),
    triggers: triggers.map((trigger) => triggerText(trigger, nameOf(auditBody(trigger.slots, tenancy)))),
  };
}

function functionTexts(name: Name, slots: readonly Slot[], body: string): string[] {
  const when = slots.some(({ unfilled }) => unfilled) ? 'inserted or updated' : 'updated';
  const comment = `Sets ${columnsOf(slots).join(', ')} when a row is ${when}.`;
  return [
    `CREATE FUNCTION ${quoteName(name)}() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ${CLOSED_PATH}
    AS ${dollarQuote(`\n${body}\n`)}`,
    `COMMENT ON FUNCTION ${quoteName(name)}() IS ${quoteLiteral(comment)}`,
  ];
}

/** Column defaults do what an INSERT needs, at a fraction of a trigger's cost. */
function triggerText({ table, name, slots }: AuditTrigger, run: Name): string {
  const events = slots.some(({ unfilled }) => unfilled) ? 'INSERT OR UPDATE' : 'UPDATE';
  return `CREATE TRIGGER ${quoteIdentifier(name)} BEFORE ${events} ON ${quoteName(table)} FOR EACH ROW EXECUTE FUNCTION ${quoteName(run)}()`;
}
