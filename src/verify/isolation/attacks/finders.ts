/**
 * Functions that the report declares to return a tenant's key: each is called with values of the other tenant's row,
 * because a value generated from its type may match no tenant.
 */
import type { AttackContext } from '../stage/attackContext.js';
import type { Known } from '../stage/leaks.js';
import { literal } from '../stage/values.js';

/** A function, identified with its argument types as PostgreSQL names them. */
interface Finder {
  readonly name: string;
  readonly identity: string;
  readonly parameters: readonly { readonly type: number }[];
}

export interface Finders {
  /** Whether the declaration allows an answer that reveals the other tenant; true for functions without one. */
  covers(routine: Finder, answer: string | null): boolean;
  /** Calls with values of the other tenant's row. */
  callsOf(routine: Finder): readonly string[];
}

export const NO_FINDERS: Finders = { covers: () => true, callsOf: () => [] };

/** The values of the other tenant's row by the category of their type. */
async function valuesOfB({ database, schema, types, names }: AttackContext): Promise<Map<string, string[]>> {
  const out = new Map<string, string[]>();
  const { tenants } = schema;
  if (tenants?.tenant === undefined) return out;
  const columns = tenants.columns.map(({ name }) => `${name}::text`).join(', ');
  const [row] = await database.query<{ values: (string | null)[] }>(
    `SELECT ARRAY[${columns}] AS values FROM ${tenants.name} WHERE ${tenants.tenant}::text = $1`,
    [names.b],
  );
  tenants.columns.forEach(({ type }, at) => {
    const value = row?.values[at];
    const category = types.get(type)?.category;
    if (typeof value === 'string' && category !== undefined)
      out.set(category, [...(out.get(category) ?? []), value]);
  });
  return out;
}

export async function findersOf(context: AttackContext, known: readonly Known[]): Promise<Finders> {
  const declared = known.filter(({ returns }) => returns === 'key').map(({ relation }) => relation);
  if (declared.length === 0) return NO_FINDERS;
  const values = await valuesOfB(context);
  const has = ({ identity }: Finder): boolean => declared.includes(identity.replaceAll(', ', ','));
  return {
    covers: (routine, answer) => !has(routine) || answer === `(${context.names.b})`,
    callsOf(routine) {
      const type = context.types.get(routine.parameters[0]?.type ?? 0);
      if (!has(routine) || type === undefined) return [];
      return (values.get(type.category) ?? []).map(
        (value) => `${routine.name}(${literal(value)}::${type.name})`,
      );
    },
  };
}
