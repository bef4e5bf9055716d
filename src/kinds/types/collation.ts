/**
 * CREATE COLLATION core.german (…)  →  CREATE COLLATION IF NOT EXISTS core.german (…)
 * https://www.postgresql.org/docs/current/sql-createcollation.html
 */
import { nodeOf } from '../../grammar.js';
import type { Statement } from '../../catalog/statement.js';
import { quoteLiteral, strings } from '../../catalog/names.js';
import { key, placedName } from '../../catalog/object.js';
import { dropping, rowOf } from '../base/dropped.js';
import { ifNotExists } from '../base/edit.js';
import { describe, type Kind } from '../base/kind.js';

const PROVIDERS: Readonly<Record<string, string>> = { icu: 'i', builtin: 'b' };

/** `locale`, `provider` … by name. */
const optionsOf = (statement: Statement): ReadonlyMap<string, string> =>
  new Map(
    (nodeOf(statement, 'DefineStmt').definition ?? []).flatMap((node) => {
      if (!('DefElem' in node)) return [];
      const { defname = '', arg } = node.DefElem;
      const words = !arg ? [] : 'TypeName' in arg ? strings(arg.TypeName.names) : strings([arg]);
      return [[defname, words.join('.')] as const];
    }),
  );

export const collation: Kind<'collation', 'DefineStmt'> = {
  name: 'collation',
  label: 'collation',
  family: 'none',
  headings: ['COLLATION'],
  unique: true,
  noun: 'COLLATION',
  nodes: ['DefineStmt'],
  read(statement) {
    const { kind, defnames } = statement.tree.node;
    if (kind !== 'OBJECT_COLLATION') return undefined;
    const name = placedName(strings(defnames), statement);
    return describe(this, statement, { name, section: 'Types', provides: [key('collation', name)] });
  },
  guard: ({ sql }) => ({ sql: ifNotExists(sql, 'COLLATION') }),
  drop: dropping('COLLATION'),
  // As JSON: the columns for a locale differ from version to version.
  isDefined({ name, statement }) {
    const options = optionsOf(statement);
    const row = (column: string): string => `to_jsonb(pg_collation) ->> '${column}'`;
    const [order, types] = ['lc_collate', 'lc_ctype'].map((one) =>
      quoteLiteral(options.get('locale') ?? options.get(one) ?? ''),
    );
    const found = ['colllocale', 'colliculocale', 'collcollate'].map(row).join(', ');
    const deterministic = !['false', 'off', '0'].includes(options.get('deterministic') ?? 'true');
    return rowOf(
      'pg_collation',
      'coll',
      name,
      `collprovider = '${PROVIDERS[options.get('provider') ?? ''] ?? 'c'}'`,
      `coalesce(${found}) = ${order!}`,
      `coalesce(${row('collctype')}, ${types!}) = ${types!}`,
      `collisdeterministic = ${deterministic}`,
      `coalesce(${row('collicurules')}, '') = ${quoteLiteral(options.get('rules') ?? '')}`,
    );
  },
};
