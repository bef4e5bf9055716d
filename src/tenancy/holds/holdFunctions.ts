/**
 * The triggers that keep rows on hold, one for rows and one for TRUNCATE, and their functions, shared by tables with
 * the same columns. They raise an error and never return NULL, which under a cascade would leave dangling references.
 *
 * They run with the writing role's rights. Cascades and SECURITY DEFINER routines run as an owner: to lift a hold, the
 * session's role therefore has to be a member too, not only the current role.
 * https://www.postgresql.org/docs/current/plpgsql-trigger.html
 */
import { dollarQuote } from '../../catalog/dollarQuote.js';
import { type Name, quoteIdentifier, quoteLiteral, quoteName } from '../../catalog/names.js';
import { chosenName } from '../../catalog/chosenName.js';
import { ownNames } from '../../facts/own/ownNames.js';
import { CLOSED_PATH } from '../../facts/routines/closedPath.js';
import { KEPT, NOT_LIFTED, rowBody, truncateBody } from './holdBodies.js';
import type { HoldColumns } from './holdColumns.js';

export interface HoldFunction {
  readonly name: Name;
  /** CREATE FUNCTION and its COMMENT. */
  readonly texts: readonly string[];
}

export interface HoldFunctions {
  readonly row: HoldFunction;
  readonly truncate: HoldFunction;
}

function holdFunction(name: Name, body: string, comment: string): HoldFunction {
  return {
    name,
    texts: [
      `CREATE FUNCTION ${quoteName(name)}() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ${CLOSED_PATH}
    AS ${dollarQuote(body, 'hold')}`,
      `COMMENT ON FUNCTION ${quoteName(name)}() IS ${quoteLiteral(comment)}`,
    ],
  };
}

const USUAL = ['legal_hold', 'retention_until'];

/** `baseline_hold` for the usual columns, `baseline_hold_litigation_hold_keep_until` for others. */
function nameFor(start: string, columns: readonly (string | undefined)[], more: readonly string[]): string {
  const isUsual = columns.join() === USUAL.join();
  const words = [...(isUsual ? [] : columns.map((column) => column ?? '')), ...more].filter(
    (word) => word !== '',
  );
  return words.length === 0 ? start : chosenName(start, words.join('_'), '');
}

export function holdFunctions(
  columns: HoldColumns,
  {
    schema,
    prefix,
    releaseRole,
  }: { schema: string | undefined; prefix: string; releaseRole: string | undefined },
): HoldFunctions {
  const { hold, until, anonymized } = columns;
  const { holdFunction: start } = ownNames(prefix);
  const kept = [hold, until?.column];
  const shown = kept.filter((column) => column !== undefined).join(' and ');
  const type = until === undefined || until.is === 'date' ? [] : [until.is];
  const mark = anonymized === undefined ? [] : [anonymized.column, ...(anonymized.isFlag ? ['flag'] : [])];
  const name = (word: string, more: readonly string[]): Name => ({
    schema,
    name: nameFor(`${start}${word}`, kept, [...type, ...more]),
  });
  return {
    row: holdFunction(
      name('', mark),
      rowBody(columns, releaseRole),
      `Keeps rows on hold by ${shown}: SQLSTATE ${KEPT} where one would be deleted${anonymized ? ` or marked by ${anonymized.column}` : ''}, ${NOT_LIFTED} where the role may not lift the hold.`,
    ),
    truncate: holdFunction(
      name('_truncate', []),
      truncateBody(columns),
      `Keeps rows on hold by ${shown} from TRUNCATE: SQLSTATE ${KEPT} if there is one, or if not all rows are visible.`,
    ),
  };
}

export const rowTrigger = (table: Name, trigger: string, { name }: HoldFunction): string =>
  `CREATE TRIGGER ${quoteIdentifier(trigger)} BEFORE DELETE OR UPDATE ON ${quoteName(table)} FOR EACH ROW EXECUTE FUNCTION ${quoteName(name)}()`;

export const truncateTrigger = (table: Name, trigger: string, { name }: HoldFunction): string =>
  `CREATE TRIGGER ${quoteIdentifier(trigger)} BEFORE TRUNCATE ON ${quoteName(table)} FOR EACH STATEMENT EXECUTE FUNCTION ${quoteName(name)}()`;
