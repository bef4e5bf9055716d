/** What of a migration runs in one transaction: the file, as runners do it, unless it says otherwise. */
import { leftOut } from '../../verify/engine/rules.js';
import { commandsOf } from '../../verify/sql/commands.js';
import { split, type Statement } from '../../verify/sql/split.js';
import type { SqlText } from './loaded.js';

export interface Unit {
  readonly statements: readonly Statement[];
  readonly inTransaction: boolean;
}

/** PostgreSQL refuses these in a transaction, and Flyway runs a file with one of them without. */
const ALONE =
  /^(?:VACUUM|(?:CREATE\s+(?:UNIQUE\s+)?INDEX|DROP\s+INDEX)\s+CONCURRENTLY|REINDEX\s[^]*\bCONCURRENTLY|ALTER\s+TABLE\s[^]*\sDETACH\s+PARTITION\s[^]*\sCONCURRENTLY)\b/i;
const BEGIN = /^(?:BEGIN|START\s+TRANSACTION)\b/i;

const isSubscription = ({ text }: Statement): boolean =>
  /\bSUBSCRIPTION\b/i.test(text) &&
  commandsOf(text).some((command) => /^CREATE\s+SUBSCRIPTION\b/i.test(command));

const isAlone = ({ text }: Statement): boolean => commandsOf(text).some((command) => ALONE.test(command));

/** A migration's parts, and the statements that must not run. */
export function unitsOf(
  { text, form, alone = false }: SqlText,
  superuser: boolean,
): { readonly units: readonly Unit[]; readonly withheld: readonly Statement[] } {
  const all = split(text).filter((statement) => isRun(statement, form, superuser));
  const withheld = all.filter(isSubscription);
  const others = all.filter((statement) => !withheld.includes(statement));
  return { units: partsOf(others, alone, superuser), withheld };
}

function partsOf(all: readonly Statement[], alone: boolean, superuser: boolean): Unit[] {
  const isTransaction = ({ text: sql }: Statement): boolean =>
    leftOut(sql, 'baseline', superuser) === 'transaction';
  if (!alone && !all.some(isAlone)) {
    const statements = all.filter((statement) => !isTransaction(statement));
    return statements.length === 0 ? [] : [{ statements, inTransaction: true }];
  }
  const units: { statements: Statement[]; inTransaction: boolean }[] = [];
  let open: Statement[] | undefined;
  for (const statement of all) {
    if (isTransaction(statement)) {
      open = BEGIN.test(statement.text) ? [] : undefined;
      if (open) units.push({ statements: open, inTransaction: true });
    } else if (open) open.push(statement);
    else units.push({ statements: [statement], inTransaction: false });
  }
  return units.filter(({ statements }) => statements.length > 0);
}

/** Rows of a migration are tried: what follows may look at them. Those of a dump and a baseline are no part of a schema. */
function isRun({ text, rows }: Statement, form: SqlText['form'], superuser: boolean): boolean {
  // Without a superuser's rights, the roles that the SQL creates are there before it runs.
  const why = leftOut(text, superuser ? 'baseline' : 'dump', superuser);
  if (why === 'transaction') return true;
  return why === undefined || (why === 'data' && form === 'migration' && rows === undefined);
}

const ROWS = /^(?:INSERT|UPDATE|DELETE|MERGE|COPY|TRUNCATE)\b/i;

/** Whether the statement itself changes rows; a block or a function may do that too. */
export const changesRows = ({ text }: Statement): boolean =>
  ROWS.test(text) || leftOut(text, 'baseline', true) === 'data';
