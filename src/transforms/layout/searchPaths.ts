/**
 * Sets the search path for statements that find an object only through it, although the dump creates them with an empty one:
 *
 *   CREATE TRIGGER … WHEN (old.attrs IS DISTINCT FROM new.attrs)   -- the = of an extension, which has no other form
 *   CREATE TABLE … code text GENERATED ALWAYS AS (core.f(id))      -- the body of f, which calls g(id)
 *     →  SET LOCAL search_path = extensions, pg_temp; CREATE TRIGGER …; SET LOCAL search_path = '';
 *
 * pg_catalog implicitly comes first, so names in it resolve as before; pg_temp comes last, and provides neither
 * functions nor operators. https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-SEARCH-PATH
 */
import { type Catalog, warn } from '../../catalog/catalog.js';
import { quoteIdentifier, quoteName } from '../../catalog/names.js';
import { isOfDump, type SchemaObject } from '../../catalog/object.js';
import type { SearchPath, Statement } from '../../catalog/statement.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { ByName } from '../../facts/paths/byName.js';
import { Inlining, type Unqualified } from '../../facts/paths/inlining.js';
import { plannedIn } from '../../facts/paths/planned.js';
import type { Operators } from '../../facts/paths/types.js';
import type { Transform } from '../base/transform.js';
import { KIND } from '../../kinds/registry.js';

/** An object's statements: its own, and those merged into it. */
function statementsOf({ objects, statements, ledger }: Catalog): Map<SchemaObject, Statement[]> {
  const merged = new Map<string, Statement[]>();
  for (const statement of statements) {
    const end = ledger.get(statement.raw.index);
    if (end?.is === 'merged') merged.set(end.into, [...(merged.get(end.into) ?? []), statement]);
  }
  return new Map(objects.map((object) => [object, [object.statement, ...(merged.get(object.id) ?? [])]]));
}

function widened(path: SearchPath, schemas: readonly string[]): SearchPath {
  const added = schemas.map(quoteIdentifier).join(', ');
  return {
    sql: path.schemas.length === 0 ? `${added}, pg_temp` : `${path.sql}, ${added}`,
    schemas: [...path.schemas, ...schemas],
    around: path.sql,
  };
}

const listed = (items: Iterable<string>): string => [...new Set(items)].toSorted().join(', ');

const line = (object: SchemaObject): Pick<Diagnostic, 'place'> =>
  isOfDump(object) ? { place: { line: object.statement.raw.line, column: 1 } } : {};

const ofOperators = (object: SchemaObject, types: readonly Operators[], path: string): Diagnostic => ({
  severity: 'info',
  code: 'searchPath/operator',
  message: `${object.id} compares ${listed(types.map(({ type }) => quoteName(type)))} without naming the operator, and pg_dump sets no search_path. It is created with search_path ${path}.`,
  ...line(object),
  object: object.id,
});

const ofCasts = (object: SchemaObject, types: readonly Operators[]): Diagnostic => ({
  severity: 'warning',
  code: 'searchPath/other-operator',
  message: `${object.id} compares ${listed(types.map(({ type }) => quoteName(type)))} without naming the operator. As pg_dump wrote it, PostgreSQL casts the values and takes an operator of pg_catalog; citext then becomes case-sensitive.`,
  help: 'If that is not intended, write the comparison with OPERATOR(schema.=) in the design, or check the statement after loading.',
  ...line(object),
  object: object.id,
});

/** https://www.postgresql.org/docs/17/release-17.html */
function ofBodies(object: SchemaObject, unqualified: readonly Unqualified[], path: string): Diagnostic {
  const routines = listed(unqualified.map(({ routine }) => routine.id));
  const names = listed(unqualified.map(({ name }) => name));
  const late =
    object.kind === KIND.index
      ? ' PostgreSQL 17 and later build indexes with only pg_catalog in the search_path, and reject this one.'
      : '';
  return {
    severity: 'warning',
    code: 'searchPath/inlined',
    message: `${object.id} calls ${routines}: the body names ${names} without a schema. It is created with search_path ${path}.${late}`,
    help: 'Add the schema to the name in that body, or SET search_path on the function: writing rows uses the search_path of the session.',
    ...line(object),
    object: object.id,
  };
}

export const searchPaths: Transform = {
  name: 'searchPaths',
  stage: 'layout',
  summary:
    'Sets the search_path that a statement needs to find operators and functions that it cannot qualify.',
  apply(catalog) {
    const byName = new ByName(catalog);
    const inlining = new Inlining(catalog);
    const found: Diagnostic[] = [];
    const all = statementsOf(catalog);
    const objects = catalog.objects.map((object): SchemaObject => {
      const path = object.statement.session.searchPath;
      const parts = all.get(object)!.filter(({ tree }) => tree !== undefined);
      if (!path || parts.length === 0) return object;
      const isMissing = (schema: string): boolean => !path.schemas.includes(schema);
      const operators = parts
        .flatMap((one) => byName.of(one.tree!.node, one))
        .filter(({ schemas }) => schemas.every(isMissing));
      const unqualified = parts
        .flatMap((one) => inlining.of(plannedIn(one.tree!.type, one.tree!.node), one).unqualified)
        .filter(({ schema }) => isMissing(schema));
      const [cast, named] = [operators.filter((one) => one.cast), operators.filter((one) => !one.cast)];
      if (cast.length > 0) found.push(ofCasts(object, cast));
      const schemas = [
        ...new Set([...unqualified.map(({ schema }) => schema), ...named.flatMap((one) => one.schemas)]),
      ].toSorted();
      if (schemas.length === 0) return object;
      const wide = widened(path, schemas);
      if (named.length > 0) found.push(ofOperators(object, named, wide.sql));
      if (unqualified.length > 0) found.push(ofBodies(object, unqualified, wide.sql));
      const { statement } = object;
      return { ...object, statement: { ...statement, session: { ...statement.session, searchPath: wide } } };
    });
    return found.length === 0 ? catalog : warn({ ...catalog, objects }, ...found);
  },
};
