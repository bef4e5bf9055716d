/** Constraints of tables. */
import { check } from './check.js';
import { exclusion } from './exclusion.js';
import { foreignKey } from './foreignKey.js';
import { notNull } from './notNull.js';
import { primaryKey } from './primaryKey.js';
import { unique } from './unique.js';

export const kinds = [primaryKey, unique, exclusion, check, notNull, foreignKey] as const;
