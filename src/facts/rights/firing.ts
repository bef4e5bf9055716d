/** Which triggers a write fires. https://www.postgresql.org/docs/current/sql-createtrigger.html */
import type { AuthorsTrigger } from '../triggers/authorsTriggers.js';
import type { Relation } from '../relations/relations.js';
import type { Event } from './step.js';
import { nodeIf } from '../../grammar.js';

/** The bits of CreateTrigStmt. https://www.postgresql.org/docs/current/catalog-pg-trigger.html */
const BITS: Readonly<Record<Event, number>> = { INSERT: 4, DELETE: 8, UPDATE: 16, TRUNCATE: 32 };

/** One that fires on other columns counts too: it takes one name more in its definition. */
export const isFired = ({ node: { events = 0 }, state }: AuthorsTrigger, event: Event): boolean =>
  state !== 'disabled' && (events & BITS[event]) !== 0;

/** The UPDATE may move a row to another partition, which fires the triggers of DELETE and INSERT. @param line the table, and what is above it */
export const movesRows = (line: readonly Relation[], columns: readonly string[] | undefined): boolean =>
  line.some(({ table }) => {
    const { partspec } = nodeIf(table.statement, 'CreateStmt') ?? {};
    const keys = (partspec?.partParams ?? []).map((node) =>
      'PartitionElem' in node ? node.PartitionElem.name : undefined,
    );
    return (
      partspec !== undefined &&
      (columns === undefined || keys.some((one) => one === undefined || columns.includes(one)))
    );
  });
