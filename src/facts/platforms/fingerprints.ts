/** Evidence that a platform or tool made parts of a dump: functions, owners, extensions, tables with their columns. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Name } from '../../catalog/names.js';
import { isNamedLikeHistory } from '../names/evidence.js';
import { matches } from '../names/patterns.js';
import { FRAMEWORKS } from './frameworks.js';
import { PLATFORMS } from './platforms.js';
import { ENOUGH_TABLES, type Tool } from './tool.js';
import { type Relation, relationsOf } from '../relations/relations.js';
import { foreignTablesOf } from '../relations/foreignTables.js';
import { KIND } from '../../kinds/registry.js';
import { hasBody } from '../../kinds/is.js';

export const TOOLS: readonly Tool[] = [...PLATFORMS, ...FRAMEWORKS];

/** A table, or a foreign table. */
export type OwnTable = Pick<Relation, 'name' | 'columns' | 'foreignKeys' | 'partitionOf'>;

export interface Facts {
  readonly relations: readonly OwnTable[];
  readonly schemas: ReadonlySet<string>;
  readonly routines: ReadonlySet<string>;
  readonly extensions: ReadonlySet<string>;
  /** Owners of each schema and of the objects in it. */
  readonly owners: ReadonlyMap<string, ReadonlySet<string>>;
}

export const schemaOf = ({ schema }: Name): string => schema ?? 'public';

export function factsOf(catalog: Catalog): Facts {
  const owners = new Map<string, Set<string>>();
  const routines = new Set<string>();
  const schemas = new Set<string>();
  const extensions = new Set<string>();
  for (const object of catalog.objects) {
    const { kind, name, statement } = object;
    const schema = kind === KIND.schema ? name.name : schemaOf(name);
    const { owner = '' } = statement.raw.heading ?? {};
    owners.set(schema, (owners.get(schema) ?? new Set()).add(owner));
    if (hasBody(object)) routines.add(`${schema}.${name.name}`);
    if (kind === KIND.extension) extensions.add(name.name);
    if (kind === KIND.schema || kind === KIND.table) schemas.add(schema);
  }
  const relations = [...relationsOf(catalog).values(), ...foreignTablesOf(catalog)];
  return { relations, schemas, routines, extensions, owners };
}

const columnsIn = (text: string): string[] => text.split(' ').filter((name) => name !== '');

/** The table's columns that the tool's table does not have; undefined where the table does not match the signature. */
function foreignColumns({ signature = {}, others }: Tool, { name, columns }: OwnTable): string[] | undefined {
  const found = Object.entries(signature).find(
    ([pattern, own]) => matches([pattern], name) && columnsIn(own).every((one) => columns.has(one)),
  );
  if (!found) return undefined;
  const known = new Set([...columnsIn(found[1]), ...columnsIn(others ?? '')]);
  return others === undefined ? [] : [...columns.keys()].filter((one) => !known.has(one));
}

export interface Signed {
  /** By schema, where it has enough of them. */
  readonly tables: ReadonlyMap<string, readonly OwnTable[]>;
  /** Tables that look like the tool's, each with the evidence against it. */
  readonly doubtful: readonly { readonly table: OwnTable; readonly why: string }[];
}

/** Tables that match the tool's signature. */
export function signedBy(tool: Tool, { relations }: Facts): Signed {
  const { least = 1, name: shown } = tool;
  const tables = new Map<string, OwnTable[]>();
  const doubtful: { table: OwnTable; why: string }[] = [];
  for (const table of relations) {
    const foreign = foreignColumns(tool, table);
    if (foreign === undefined) continue;
    const schema = schemaOf(table.name);
    if (foreign.length === 0) tables.set(schema, [...(tables.get(schema) ?? []), table]);
    else doubtful.push({ table, why: `also has ${foreign.join(', ')}` });
  }
  for (const [schema, all] of tables) {
    if (all.length >= least) continue;
    tables.delete(schema);
    const why = `the schema has ${all.length} of the tables of ${shown}, and ${least} are needed to recognize it`;
    doubtful.push(...all.map((table) => ({ table, why })));
  }
  return { tables, doubtful };
}

export function isThere(tool: Tool, facts: Facts): boolean {
  const { schemas = {}, tables = [], routines = [], extensions = [] } = tool;
  const isOwned = Object.keys(schemas).some((schema) =>
    [...(facts.owners.get(schema) ?? [])].some((owner) => tool.owners?.test(owner)),
  );
  const own = facts.relations.filter(({ name }) => matches(tables, name));
  return (
    signedBy(tool, facts).tables.size > 0 ||
    isOwned ||
    routines.some((one) => facts.routines.has(one)) ||
    extensions.some((one) => facts.extensions.has(one)) ||
    // A table in an application's schema needs more than its name as evidence.
    (tool.schemas !== undefined && own.length >= ENOUGH_TABLES)
  );
}

/** Roles that a platform in the dump uses to serve all tenants. */
export function platformRoles(catalog: Catalog): (role: string) => boolean {
  let facts: Facts | undefined;
  // Few dumps have such a role, so the evidence is computed only then.
  return (role) =>
    TOOLS.some((tool) => tool.roles?.test(role) && isThere(tool, (facts ??= factsOf(catalog))));
}

/** Schemas of a platform with more tables than its migration history: there, the history is part of the platform. */
export function platformSchemas(catalog: Catalog): ReadonlySet<string> {
  const facts = factsOf(catalog);
  const found = TOOLS.flatMap((tool) => (isThere(tool, facts) ? Object.keys(tool.schemas ?? {}) : []));
  return new Set(
    found.filter((schema) =>
      facts.relations.some(({ name }) => schemaOf(name) === schema && !isNamedLikeHistory(name)),
    ),
  );
}
