/** What the four kinds of text search objects have in common: only a row of their catalog tells whether they are there. */
import type { ObjectType } from '../../grammar.js';
import { quoteLiteral, strings } from '../../catalog/names.js';
import { key, placedName } from '../../catalog/object.js';
import { inSchema } from '../shared/edit.js';
import { describe, type Kind, unless } from '../shared/kind.js';

/**
 * @param prefix of the columns of its catalog: `prs` for pg_ts_parser.prsname
 * @param owned a parser and a template have no owner
 */
export function textSearchKind<Name extends string>(
  name: Name,
  label: string,
  type: ObjectType,
  catalog: string,
  prefix: string,
  owned: boolean,
): Kind<Name, 'DefineStmt'> {
  const noun = label.toUpperCase();
  return {
    name,
    label,
    family: 'none',
    headings: [noun],
    unique: false,
    ...(owned ? { noun } : {}),
    nodes: ['DefineStmt'],
    read(statement) {
      const { kind, defnames } = statement.tree.node;
      if (kind !== type) return undefined;
      const object = placedName(strings(defnames), statement);
      return describe(this, statement, {
        name: object,
        section: 'Types',
        provides: [
          key('textSearch', object),
          key('any', { schema: object.schema, name: `${label} ${object.name}` }),
        ],
      });
    },
    guard: ({ sql, name: object }) => ({
      sql,
      when: unless(
        catalog,
        inSchema(`${prefix}namespace`, object),
        `${prefix}name = ${quoteLiteral(object.name)}`,
      ),
    }),
  };
}
