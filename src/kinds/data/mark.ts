/** The setting by which a file's statements check that they run in the transaction that set it. */

export const MARK = 'baseline.run';

/** True in that transaction. Uses no operators, which the session's search_path would resolve. */
export const isMarked = `pg_catalog.starts_with(pg_catalog.current_setting('${MARK}', true), 'one')`;

/** True outside that transaction. */
export const noMark = `${isMarked} IS NOT TRUE`;
