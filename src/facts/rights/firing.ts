/** Which triggers a write fires. https://www.postgresql.org/docs/current/sql-createtrigger.html */
import type { AuthorsTrigger } from '../triggers/authorsTriggers.js';
import type { Relation } from '../relations/relations.js';
import type { Event } from './step.js';
import { nodeIf } from '../../grammar.js';

/** Bits of CreateTrigStmt. https://www.postgresql.org/docs/current/catalog-pg-trigger.html */
const BITS: Readonly<Record<Event, number>> = { INSERT: 4, DELETE: 8, UPDATE: 16, TRUNCATE: 32 };

/** Ignores UPDATE OF columns: changing that list is enough to fire on others. */
export const isFired = ({ node: { events = 0 }, state }: AuthorsTrigger, event: Event): boolean =>
  state !== 'disabled' && (events & BITS[event]) !== 0;

/**
 * An UPDATE of the partition key may move a row, which fires DELETE and INSERT.
 * @param line the table and its ancestors
 */
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
