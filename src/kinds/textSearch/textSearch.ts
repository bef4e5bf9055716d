/** The common parts of the four kinds of text search objects: CREATE runs only if their catalog has no such row. */
import type { ObjectType } from '../../grammar.js';
import { quoteLiteral, strings } from '../../catalog/names.js';
import { key, placedName } from '../../catalog/object.js';
import { inSchema } from '../base/edit.js';
import { describe, type Kind, unless } from '../base/kind.js';

/**
 * @param prefix of its catalog's columns: `prs` for pg_ts_parser.prsname
 * @param owned false for parsers and templates, which have no owner
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
