/**
 * What ALTER DOMAIN can change: the default, NOT NULL, and constraints. The base type and the collation stay.
 * https://www.postgresql.org/docs/current/sql-alterdomain.html
 */
import { type Constraint, nodeOf } from '../../grammar.js';
import { type Name, quoteIdentifier, quoteLiteral, strings } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { isWritten } from '../base/compared.js';
import { foundType, inFoundSchema, when } from '../base/dropped.js';
import { type RowCondition, where } from '../base/kind.js';
import { changedNames, piecesAt } from '../base/lists.js';
import type { Alteration, Step } from '../base/verbs.js';
import { writtenType } from '../base/written.js';

interface Parts {
  /** With its collation. */
  readonly type: string;
  readonly preset: string | undefined;
  /** Its constraint of this name, which has one since 17; undefined: NULL is allowed. */
  readonly notNull: string | undefined;
  /** `CHECK (…)` by name. */
  readonly checks: ReadonlyMap<string, string>;
}

function partsOf(statement: Statement): Parts {
  const { domainname, typeName, collClause, constraints = [] } = nodeOf(statement, 'CreateDomainStmt');
  const all = constraints.flatMap((node) => ('Constraint' in node ? [node.Constraint] : []));
  const pieces = piecesAt(statement, [
    typeName?.location,
    ...(collClause ? [collClause.location] : []),
    ...all.map(({ location }) => location),
  ]);
  const clauses = pieces.slice(pieces.length - all.length);
  const checks = new Map<string, string>();
  for (const [at, { contype, conname }] of all.entries())
    if (contype === 'CONSTR_CHECK')
      checks.set(conname ?? chosenName(strings(domainname).at(-1) ?? '', checks), checkOf(clauses[at]!));
  const preset = all.findIndex(isDefault);
  const notNull = all.find(({ contype }) => contype === 'CONSTR_NOTNULL');
  return {
    type: pieces.slice(0, pieces.length - all.length).join(' '),
    preset: preset === -1 ? undefined : clauses[preset]!.replace(/^DEFAULT\s+/i, ''),
    notNull: notNull && (notNull.conname ?? serversName(strings(domainname).at(-1) ?? '')),
    checks,
  };
}

/** PostgreSQL's name for NOT NULL without one. */
const serversName = (domain: string): string => `${domain}_not_null`;

/** PostgreSQL's name for a check without one. */
function chosenName(domain: string, taken: ReadonlyMap<string, string>): string {
  for (let count = 0; ; count++) {
    const name = `${domain}_check${count || ''}`;
    if (!taken.has(name)) return name;
  }
}

const isDefault = ({ contype }: Constraint): boolean => contype === 'CONSTR_DEFAULT';

const checkOf = (clause: string): string => clause.slice(Math.max(0, clause.search(/\bCHECK\s*\(/i)));

/** The constraint's row of pg_constraint. */
export const constraintOf = (domain: Name, name: string, ...others: readonly string[]): RowCondition =>
  where('pg_constraint', `contypid = ${foundType(domain)}`, `conname = ${quoteLiteral(name)}`, ...others);

function checkSteps({ name, identity }: SchemaObject, constraint: string, check: string | undefined): Step[] {
  const quoted = quoteIdentifier(constraint);
  const drop = `ALTER DOMAIN ${identity} DROP CONSTRAINT ${quoted}`;
  // One that is NOT VALID has a statement of its own.
  if (check === undefined) return [when(constraintOf(name, constraint, 'convalidated'), drop)];
  const other = `NOT ${isWritten('pg_get_constraintdef(oid)', check)}`;
  return [
    when(constraintOf(name, constraint, other), drop),
    when(
      { ...constraintOf(name, constraint), row: 'missing' },
      `ALTER DOMAIN ${identity} ADD CONSTRAINT ${quoted} ${check}`,
    ),
  ];
}

function notNullSteps(
  { name, identity }: SchemaObject,
  was: string | undefined,
  is: string | undefined,
): Step[] {
  const alter = `ALTER DOMAIN ${identity}`;
  if (was === is) return [];
  if (is === undefined) return [{ sql: `${alter} DROP NOT NULL` }];
  const quoted = quoteIdentifier(is);
  if (was !== undefined)
    return [when(constraintOf(name, was), `${alter} RENAME CONSTRAINT ${quoteIdentifier(was)} TO ${quoted}`)];
  if (is === serversName(name.name)) return [{ sql: `${alter} SET NOT NULL` }];
  return [when({ ...constraintOf(name, is), row: 'missing' }, `${alter} ADD CONSTRAINT ${quoted} NOT NULL`)];
}

export function alterDomain(before: SchemaObject, after: SchemaObject): Alteration | undefined {
  const [old, wanted] = [partsOf(before.statement), partsOf(after.statement)] as const;
  if (old.type !== wanted.type) return undefined;
  const alter = `ALTER DOMAIN ${after.identity}`;
  const preset = wanted.preset === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${wanted.preset}`;
  return {
    steps: [
      ...changedNames(old.checks, wanted.checks).flatMap((name) =>
        checkSteps(after, name, wanted.checks.get(name)),
      ),
      ...(old.preset === wanted.preset ? [] : [{ sql: `${alter} ${preset}` }]),
      ...notNullSteps(after, old.notNull, wanted.notNull),
    ],
  };
}

/** The base type and the collation, for which a domain is made anew. */
export function hasBaseType({ name, statement }: SchemaObject): string {
  const { type } = partsOf(statement);
  const written = writtenType('d.typbasetype', 'd.typtypmod', 'd.typcollation');
  const row = `${inFoundSchema('typnamespace', name)} AND typname = ${quoteLiteral(name.name)}`;
  return `(SELECT ${written} FROM pg_catalog.pg_type d WHERE ${row}) = ${quoteLiteral(type)}`;
}
