/** The setting by which the statements of a file know that they run in one transaction, the one that set it. */

export const MARK = 'baseline.run';

/** True in that transaction. Without operators, which the search_path of the session would decide. */
export const isMarked = `pg_catalog.starts_with(pg_catalog.current_setting('${MARK}', true), 'one')`;

/** True outside of that transaction. */
export const noMark = `${isMarked} IS NOT TRUE`;
