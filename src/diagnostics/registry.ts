/** Every code that the tool gives, by topic. Most code needs only the types; the texts are for the configuration and the documentation. */
import { columnEntries } from './columns.js';
import { commandLineEntries } from './commandLine.js';
import type { Entries, Entry, Level } from './entry.js';
import { inputEntries } from './input.js';
import { keyEntries } from './keys.js';
import { lintEntries } from './lints.js';
import { lookupEntries } from './lookup.js';
import { migrationEntries } from './migrations.js';
import { parsingEntries } from './parsing.js';
import { projectEntries } from './project.js';
import { securityEntries } from './security.js';
import { sourceEntries } from './sources.js';
import { tenancyEntries } from './tenancy.js';
import { viewEntries } from './views.js';

export interface Topic {
  readonly title: string;
  readonly entries: Entries;
}

/** In the order of the documentation. */
export const topics: readonly Topic[] = [
  { title: 'Files and encodings', entries: inputEntries },
  { title: 'The dump as SQL', entries: parsingEntries },
  { title: 'Command line and configuration', entries: commandLineEntries },
  { title: 'Sources of a schema', entries: sourceEntries },
  { title: 'Projects with migrations', entries: projectEntries },
  { title: 'Migrations', entries: migrationEntries },
  { title: 'Tenants and tables', entries: tenancyEntries },
  { title: 'Finding a tenant', entries: lookupEntries },
  { title: 'Columns', entries: columnEntries },
  { title: 'Keys', entries: keyEntries },
  { title: 'Policies and privileges', entries: securityEntries },
  { title: 'Views', entries: viewEntries },
  { title: 'Findings of verify', entries: lintEntries },
];

const registry = {
  ...inputEntries,
  ...parsingEntries,
  ...commandLineEntries,
  ...sourceEntries,
  ...projectEntries,
  ...migrationEntries,
  ...tenancyEntries,
  ...lookupEntries,
  ...columnEntries,
  ...keyEntries,
  ...securityEntries,
  ...viewEntries,
  ...lintEntries,
};

type Registry = typeof registry;

/** `<owner>/<what>`: stable, so that people can search for it and name it in the configuration. */
export type Code = keyof Registry;

type LevelsOf<C extends Code> = Registry[C]['severity'] extends infer S
  ? S extends readonly (infer One)[]
    ? One
    : S
  : never;

/** The codes that are given with a severity. */
export type CodeOf<L extends Level> = {
  [C in Code]: Extract<LevelsOf<C>, L> extends never ? never : C;
}[Code];

export const codes = Object.keys(registry) as readonly Code[];

export const entryOf = (code: Code): Entry => registry[code];

export const severitiesOf = (code: Code): readonly Level[] => [entryOf(code).severity].flat();
