/** The contract of a transform: a catalog in, a catalog out. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Preset, Settings } from '../../settings/settings.js';

/**
 * - `clean`: what a baseline does not hold goes, and the rest becomes what it says
 * - `enrich`: what tenancy adds and changes, each as an object of its own. Two catalogs are comparable here: what is there, and why
 * - `layout`: where and in what form it all stands
 */
export const stages = ['clean', 'enrich', 'layout'] as const;
export type Stage = (typeof stages)[number];

export interface Transform {
  /** File name, key in the configuration, label in the report, prefix of its fixtures. */
  readonly name: string;
  /** When it runs; its folder. */
  readonly stage: Stage;
  /** One sentence: a row of the README's table. */
  readonly summary: string;
  /** Runs only in this preset; absent: in all. */
  readonly preset?: Preset;
  /** Pure: what it takes out, changes or merges, it does by the verbs of catalog/catalog.ts, which keep the ledger. */
  apply(catalog: Catalog, settings: Settings): Catalog;
}
