/** What a dump holds that only a certain platform or tool makes: functions, owners, extensions, tables with its columns. */
import type { Catalog } from '../catalog/catalog.js';
import type { Name } from '../catalog/names.js';
import { isNamedLikeHistory } from './evidence.js';
import { matches } from './patterns.js';
import { ENOUGH_TABLES, type Tool, TOOLS } from './platforms.js';
import { type Relation, relationsOf } from './tables/relations.js';

export interface Facts {
  readonly relations: readonly Relation[];
  readonly schemas: ReadonlySet<string>;
  readonly routines: ReadonlySet<string>;
  readonly extensions: ReadonlySet<string>;
  /** Owners of what is in each schema, and of the schema. */
  readonly owners: ReadonlyMap<string, ReadonlySet<string>>;
}

export const schemaOf = ({ schema }: Name): string => schema ?? 'public';

export function factsOf(catalog: Catalog): Facts {
  const owners = new Map<string, Set<string>>();
  const routines = new Set<string>();
  const schemas = new Set<string>();
  const extensions = new Set<string>();
  for (const { kind, name, statement } of catalog.objects) {
    const schema = kind === 'schema' ? name.name : schemaOf(name);
    const { owner = '' } = statement.raw.heading ?? {};
    owners.set(schema, (owners.get(schema) ?? new Set()).add(owner));
    if (kind === 'function' || kind === 'procedure') routines.add(`${schema}.${name.name}`);
    if (kind === 'extension') extensions.add(name.name);
    if (kind === 'schema' || kind === 'table') schemas.add(schema);
  }
  return { relations: [...relationsOf(catalog).values()], schemas, routines, extensions, owners };
}

export const hasColumns = ({ columns }: Relation, names: string): boolean =>
  names.split(' ').every((name) => columns.has(name));

export function isThere(tool: Tool, facts: Facts): boolean {
  const { schemas = {}, tables = [], routines = [], extensions = [], signature = {} } = tool;
  const isSigned = Object.entries(signature).some(([pattern, columns]) =>
    facts.relations.some((one) => matches([pattern], one.name) && hasColumns(one, columns)),
  );
  const isOwned = Object.keys(schemas).some((schema) =>
    [...(facts.owners.get(schema) ?? [])].some((owner) => tool.owners?.test(owner)),
  );
  const own = facts.relations.filter(({ name }) => matches(tables, name));
  return (
    isSigned ||
    isOwned ||
    routines.some((one) => facts.routines.has(one)) ||
    extensions.some((one) => facts.extensions.has(one)) ||
    // Tables in a schema of the application prove nothing by their names.
    (tool.schemas !== undefined && own.length >= ENOUGH_TABLES)
  );
}

/** Roles with which a platform that is there works for everybody. */
export function platformRoles(catalog: Catalog): (role: string) => boolean {
  let facts: Facts | undefined;
  // Few dumps have such a role, and the evidence for its platform is only looked for then.
  return (role) =>
    TOOLS.some((tool) => tool.roles?.test(role) && isThere(tool, (facts ??= factsOf(catalog))));
}

/** Schemas of platforms that are there, with more than the history of migrations in them: that is a part of the platform. */
export function platformSchemas(catalog: Catalog): ReadonlySet<string> {
  const facts = factsOf(catalog);
  const found = TOOLS.flatMap((tool) => (isThere(tool, facts) ? Object.keys(tool.schemas ?? {}) : []));
  return new Set(
    found.filter((schema) =>
      facts.relations.some(({ name }) => schemaOf(name) === schema && !isNamedLikeHistory(name)),
    ),
  );
}
