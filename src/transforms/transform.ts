/** The contract of a transform: a catalog in, a catalog out. */
import type { Catalog } from '../catalog/catalog.js';
import type { Preset, Settings } from '../settings/settings.js';

export interface Transform {
  /** File name, key in the configuration, label in the report, prefix of its fixtures. */
  readonly name: string;
  /** One sentence: a row of the README's table. */
  readonly summary: string;
  /** Runs only in this preset; absent: in all. */
  readonly preset?: Preset;
  /** Pure: what it takes out, changes or merges, it does by the verbs of catalog/catalog.ts, which keep the ledger. */
  apply(catalog: Catalog, settings: Settings): Catalog;
}
