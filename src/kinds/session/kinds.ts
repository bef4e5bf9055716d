/** Statements about the session or the cluster, and text that is not SQL: settings, transactions, psql commands. */
import { cluster } from './cluster.js';
import { drop } from './drop.js';
import { noise } from './noise.js';
import { psqlLine } from './psqlLine.js';
import { setting } from './setting.js';
import { transaction } from './transaction.js';

export const kinds = [noise, psqlLine, setting, transaction, drop, cluster] as const;
