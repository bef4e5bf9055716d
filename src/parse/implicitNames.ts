/**
 * ALTER TABLE … ADD UNIQUE (ward), CREATE INDEX ON …: a guard cannot test for an unnamed object, so every run would
 * create another one. They get PostgreSQL's default names.
 */
import { descend } from '../catalog/descend.js';
import { type Name, quoteIdentifier, relationName, strings } from '../catalog/names.js';
import { type ColumnRef, type Constraint, type Node, type RangeVar } from '../grammar.js';
import { keyword, tokens } from '../source/tokens.js';
import { chosenName } from '../catalog/chosenName.js';
import type { Parsed } from './parsed.js';

interface Naming {
  readonly relation: RangeVar | undefined;
  readonly columns: readonly string[];
  readonly label: string;
  /** The keyword that the name follows, and the word before the name. */
  readonly behind: string;
  readonly word: string;
}

const LABELS: Partial<Record<string, string>> = {
  CONSTR_PRIMARY: 'pkey',
  CONSTR_UNIQUE: 'key',
  CONSTR_EXCLUSION: 'excl',
  CONSTR_CHECK: 'check',
  CONSTR_FOREIGN: 'fkey',
};

/** The columns that an expression reads. */
function columnsRead(expression: unknown): Set<string> {
  const found = new Set<string>();
  descend(expression, (field, value) => {
    if (field !== 'ColumnRef') return true;
    const last = strings((value as ColumnRef).fields).at(-1);
    if (last !== undefined) found.add(last);
    return false;
  });
  return found;
}

/** A key is named after its columns, a CHECK after its column if it has only one. */
function namedAfter(constraint: Constraint): string[] {
  switch (constraint.contype) {
    case 'CONSTR_PRIMARY':
      return [];
    case 'CONSTR_CHECK': {
      const read = [...columnsRead(constraint.raw_expr)];
      return read.length === 1 ? read : [];
    }
    case 'CONSTR_EXCLUSION':
      return (constraint.exclusions ?? [])
        .flatMap((e) => ('List' in e ? (e.List.items ?? []) : []))
        .flatMap(elementName);
    default:
      return strings(constraint.fk_attrs ?? constraint.keys);
  }
}

/** The column's name, or the name of the called function. */
function elementName(node: Node): string[] {
  if (!('IndexElem' in node)) return [];
  const { name, expr } = node.IndexElem;
  const called = expr && 'FuncCall' in expr ? strings(expr.FuncCall.funcname).at(-1) : undefined;
  return [name ?? called ?? 'expr'];
}

function namingOf({ tree }: Parsed): Naming | undefined {
  if (tree?.type === 'IndexStmt') {
    const { idxname, relation, indexParams = [] } = tree.node;
    const columns = indexParams.flatMap(elementName);
    return idxname === undefined ? { relation, columns, label: 'idx', behind: 'INDEX', word: '' } : undefined;
  }
  if (tree?.type !== 'AlterTableStmt') return undefined;
  const { relation, cmds = [] } = tree.node;
  const [first] = cmds;
  const command = first && 'AlterTableCmd' in first ? first.AlterTableCmd : undefined;
  const constraint = command?.def && 'Constraint' in command.def ? command.def.Constraint : undefined;
  const label = LABELS[constraint?.contype ?? ''];
  if (command?.subtype !== 'AT_AddConstraint' || constraint?.conname !== undefined || label === undefined)
    return undefined;
  return { relation, columns: namedAfter(constraint!), label, behind: 'ADD', word: 'CONSTRAINT ' };
}

/** An unnamed statement's text with PostgreSQL's default name; `taken` has the names given so far. */
export function withName(parsed: Parsed, taken: Set<string>): string | undefined {
  const naming = namingOf(parsed);
  if (!naming) return undefined;
  const table: Name = relationName(naming.relation);
  let name = '';
  for (let number = 0; name === '' || taken.has(`${table.schema ?? ''}.${name}`); number++) {
    name = chosenName(table.name, naming.columns.join('_'), `${naming.label}${number === 0 ? '' : number}`);
  }
  taken.add(`${table.schema ?? ''}.${name}`);
  const { text } = parsed.raw;
  const all = tokens(text, 16);
  let at = all.findIndex((token) => keyword(text, token) === naming.behind);
  while (/^(CONCURRENTLY|IF|NOT|EXISTS)$/.test(keyword(text, all[at + 1]))) at++;
  return `${text.slice(0, all[at]!.end)} ${naming.word}${quoteIdentifier(name)}${text.slice(all[at]!.end)}`;
}
