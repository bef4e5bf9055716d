/** The common parts of the four kinds of text search objects: CREATE runs only if their catalog has no such row. */
import { nodeOf, type ObjectType } from '../../grammar.js';
import type { Statement } from '../../catalog/statement.js';
import { type Name, nameOf, quoteLiteral, strings } from '../../catalog/names.js';
import { key, placedName } from '../../catalog/object.js';
import { dropping } from '../base/dropped.js';
import { inSchema } from '../base/edit.js';
import { describe, type Kind, unless } from '../base/kind.js';

/** The template of a dictionary, the parser of a configuration. */
export function partName(statement: Statement, part: string): Name {
  for (const node of nodeOf(statement, 'DefineStmt').definition ?? [])
    if ('DefElem' in node && node.DefElem.defname === part && node.DefElem.arg) {
      const { arg } = node.DefElem;
      return nameOf(strings('TypeName' in arg ? arg.TypeName.names : [arg]));
    }
  return nameOf([]);
}

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
    drop: dropping(noun),
  };
}
