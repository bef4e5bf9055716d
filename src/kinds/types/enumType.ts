/**
 * CREATE TYPE core.status AS ENUM (…)  →  DO … IF to_regtype('core.status') IS NULL
 * https://www.postgresql.org/docs/current/sql-createtype.html
 */
import { quoteLiteral, strings } from '../../catalog/names.js';
import { key, placedName } from '../../catalog/object.js';
import { dropping, foundType } from '../base/dropped.js';
import { noType } from '../base/edit.js';
import { describe, type Kind } from '../base/kind.js';
import { nodeOf } from '../../grammar.js';
import type { Statement } from '../../catalog/statement.js';

const valuesOf = (statement: Statement): string[] => strings(nodeOf(statement, 'CreateEnumStmt').vals);

/** Each added value with the place that the list gives it; PostgreSQL can only add values. */
function additions(before: readonly string[], after: readonly string[]): Map<string, string> | undefined {
  const kept = after.filter((value) => before.includes(value));
  if (kept.length !== before.length || kept.some((value, at) => value !== before[at])) return undefined;
  return new Map(
    after.flatMap((value, at) => {
      if (before.includes(value)) return [];
      const [previous] = after.slice(0, at).slice(-1);
      if (previous !== undefined) return [[value, ` AFTER ${quoteLiteral(previous)}`]];
      return [[value, before[0] === undefined ? '' : ` BEFORE ${quoteLiteral(before[0])}`]];
    }),
  );
}

export const enumType: Kind<'enumType', 'CreateEnumStmt'> = {
  name: 'enumType',
  label: 'enum type',
  family: 'type',
  headings: ['TYPE'],
  unique: true,
  noun: 'TYPE',
  nodes: ['CreateEnumStmt'],
  read(statement) {
    const name = placedName(strings(statement.tree.node.typeName), statement);
    return describe(this, statement, { name, section: 'Types', provides: [key('type', name)] });
  },
  guard: ({ sql, name }) => ({ sql, when: noType(name) }),
  drop: dropping('TYPE'),
  alter({ statement }, after) {
    const added = additions(valuesOf(statement), valuesOf(after.statement));
    if (!added) return undefined;
    const steps = [...added].map(([value, place]) => ({
      sql: `ALTER TYPE ${after.identity} ADD VALUE IF NOT EXISTS ${quoteLiteral(value)}${place}`,
    }));
    return { steps, values: [...added.keys()] };
  },
  isDefined({ name, statement }) {
    const values = valuesOf(statement).map(quoteLiteral).join(', ');
    const found = `SELECT array_agg(enumlabel::text ORDER BY enumsortorder) FROM pg_catalog.pg_enum WHERE enumtypid = ${foundType(name)}`;
    return `(${found}) = ARRAY[${values}]::text[]`;
  },
};
