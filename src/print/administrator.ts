/**
 * Files for an administrator, `superuser: separate`: what the first one leaves to the owner of the database, and how
 * the baseline checks that they have run.
 */
import { quoteIdentifier, quoteLiteral } from '../catalog/names.js';
import { key, type SchemaObject } from '../catalog/object.js';
import { administratorsRunner } from '../runners/registry.js';
import { declaringBlock } from './header.js';
import { KIND, kindNamed, kinds } from '../kinds/registry.js';
import { conditionText } from './guard.js';

const { paths } = administratorsRunner;

const byId = (a: SchemaObject, b: SchemaObject): number => (a.id < b.id ? -1 : 1);

function lookFor(objects: readonly SchemaObject[], tab: string): string[] {
  return objects.toSorted(byId).flatMap((object) => {
    const condition = kindNamed(object.kind).missing?.(object);
    return condition === undefined
      ? []
      : [
          `${tab}IF ${conditionText(condition)} THEN`,
          `${tab}${tab}missing := missing || ${quoteLiteral(object.id)}::text;`,
          `${tab}END IF;`,
        ];
  });
}

function checking(objects: readonly SchemaObject[], tab: string, raise: readonly string[]): string[] {
  const found = lookFor(objects, tab);
  if (found.length === 0) return [];
  return [
    declaringBlock(
      [`${tab}missing text[] := '{}';`],
      ...found,
      `${tab}IF cardinality(missing) > 0 THEN`,
      ...raise.map((line) => `${tab}${tab}${line}`),
      `${tab}END IF;`,
    ),
  ];
}

/** Raises an error at the start of the baseline if the administrator's first file has not run. */
export function checkBefore(objects: readonly SchemaObject[], tab: string): string[] {
  const [text] = checking(objects, tab, [
    `RAISE EXCEPTION 'These objects do not exist yet: %', array_to_string(missing, ', ')`,
    `${tab}USING HINT = 'Ask an administrator to run ${paths.before} in this database first.';`,
  ]);
  return text === undefined
    ? []
    : [`-- Objects that only an administrator can create are in ${paths.before}.\n${text}`];
}

/** Raises a warning at the end of the baseline if the administrator's second file has not run. */
export function checkAfter(objects: readonly SchemaObject[], tab: string): string[] {
  const [text] = checking(objects, tab, [
    `RAISE WARNING 'Still missing: %. Ask an administrator to run ${paths.after} in this database.', array_to_string(missing, ', ');`,
  ]);
  return text === undefined
    ? []
    : [`-- Objects that only an administrator can create are in ${paths.after}.\n${text}`];
}

/** Schemas that the file needs; they will belong to the owner of the database. */
export const neededSchemas = (
  objects: readonly SchemaObject[],
  all: readonly SchemaObject[],
): SchemaObject[] => {
  const keys = new Set(objects.flatMap(({ needs }) => needs.flatMap((need) => need.keys)));
  return all.filter(({ kind, name }) => kind === KIND.schema && keys.has(key('schema', name)));
};

/** Gives the owner of the database what the administrator creates and the owner uses. */
export function leftToOwner(
  objects: readonly SchemaObject[],
  schemas: readonly SchemaObject[],
  roles: readonly string[],
  tab: string,
): string[] {
  const names = (kind: string): string[] =>
    objects
      .filter((object) => object.kind === kind)
      .map(({ name }) => quoteIdentifier(name.name))
      .toSorted();
  const run = (text: string): string =>
    `${tab}EXECUTE format(${quoteLiteral(`${text.replaceAll('%', '%%')} %I`)}, owner);`;
  const body = [
    ...schemas
      .map(({ name }) => quoteIdentifier(name.name))
      .toSorted()
      .map((name) => run(`ALTER SCHEMA ${name} OWNER TO`)),
    ...kinds.flatMap(({ name: kind, usage }) =>
      usage === undefined ? [] : names(kind).map((name) => run(`GRANT USAGE ON ${usage} ${name} TO`)),
    ),
    // A role is no member of itself.
    ...roles
      .toSorted()
      .flatMap((name) => [
        `${tab}IF owner <> ${quoteLiteral(name)} THEN`,
        `${tab}${run(`GRANT ${quoteIdentifier(name)} TO`)}`,
        `${tab}END IF;`,
      ]),
  ];
  if (body.length === 0) return [];
  const owner = `(SELECT pg_catalog.pg_get_userbyid(datdba) FROM pg_catalog.pg_database WHERE datname = current_database())`;
  const text = declaringBlock([`${tab}owner name := ${owner};`], ...body);
  return [`-- The owner of the database runs the baseline.\n${text}`];
}
