/** The contract of a transform: a catalog in, a catalog out. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Preset, Settings } from '../../settings/settings.js';

/**
 * - `clean`: removes what a baseline does not contain, and rewrites the rest
 * - `enrich`: makes tenancy's additions and changes, each an object; catalogs are comparable after it
 * - `layout`: determines the objects' order and form
 */
export const stages = ['clean', 'enrich', 'layout'] as const;
export type Stage = (typeof stages)[number];

export interface Transform {
  /** File name, key in the configuration, label in the report, prefix of its fixtures. */
  readonly name: string;
  /** When it runs; its folder. */
  readonly stage: Stage;
  /** One sentence: a row in the README's table. */
  readonly summary: string;
  /** Runs only in this preset; if absent, in all. */
  readonly preset?: Preset;
  /** Pure. Removes, changes and merges only by the functions of catalog/catalog.ts, which keep the ledger. */
  apply(catalog: Catalog, settings: Settings): Catalog;
}
