/** Settings, transactions and psql lines: they belong to the session that restores a dump, and leak out of a migration. */
import { dropWhere } from '../catalog/catalog.js';
import type { Transform } from './transform.js';

const REASONS: Readonly<Record<string, string>> = {
  setting: 'a setting of the restoring session; what of it is state stands in the statements',
  transaction: 'the transaction is the runner’s',
  psqlLine: 'a line for psql, not SQL',
};

export const stripSession: Transform = {
  name: 'stripSession',
  summary: 'Takes out session settings, BEGIN and COMMIT, and psql lines.',
  apply: (catalog) => dropWhere(catalog, ({ kind }) => REASONS[kind]),
};
