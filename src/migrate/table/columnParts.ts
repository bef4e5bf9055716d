/**
 * A column's definition in its parts, each a slice of the source.
 * https://www.postgresql.org/docs/current/sql-createtable.html
 */
import { type ColumnDef, type Constraint, type ConstrType, nodeOf, parseStatements } from '../../grammar.js';
import { quoteIdentifier } from '../../catalog/names.js';

export interface ColumnConstraint {
  readonly type: ConstrType;
  readonly node: Constraint;
  /** `DEFAULT now()`, `CONSTRAINT x NOT NULL`. */
  readonly text: string;
}

export interface Column {
  readonly name: string;
  /** `character varying(20)`, with what the grammar reads before any constraint: STORAGE, COMPRESSION. */
  readonly type: string;
  /** `COLLATE pg_catalog."C"`; empty without one. */
  readonly collation: string;
  readonly constraints: readonly ColumnConstraint[];
  readonly node: ColumnDef;
}

/** @throws if a text is no column definition: a bug of the tool */
export function columnsOf(texts: readonly string[]): Column[] {
  const spelled = texts.map((text) => `ALTER TABLE t ADD COLUMN ${text}`);
  return parseStatements(spelled).map((tree, at) => {
    if (!('type' in tree)) throw new Error(`${tree.message}\nin: ${texts[at]}`);
    const [first] = nodeOf({ tree }, 'AlterTableStmt').cmds ?? [];
    const { ColumnDef: node } = (first as { AlterTableCmd: { def: { ColumnDef: ColumnDef } } }).AlterTableCmd
      .def;
    return partsOf(spelled[at]!, node, tree.offset);
  });
}

function partsOf(text: string, node: ColumnDef, offset: (location: number | undefined) => number): Column {
  const constraints = (node.constraints ?? []).flatMap((one) =>
    'Constraint' in one ? [one.Constraint] : [],
  );
  const start = offset(node.typeName?.location);
  const collated = node.collClause === undefined ? undefined : offset(node.collClause.location);
  const starts = constraints.map(({ location }) => offset(location));
  const ends = [...starts, ...(collated === undefined ? [] : [collated]), text.length].toSorted(
    (a, b) => a - b,
  );
  const slice = (from: number): string =>
    text
      .slice(
        from,
        ends.find((end) => end > from),
      )
      .trim();
  return {
    name: node.colname ?? '',
    type: slice(start),
    collation: collated === undefined ? '' : slice(collated),
    constraints: constraints.map((one, at) => ({
      type: one.contype ?? 'CONSTR_NULL',
      node: one,
      text: slice(starts[at]!),
    })),
    node,
  };
}

export const constraintOf = (
  { constraints }: Column,
  ...types: readonly ConstrType[]
): ColumnConstraint | undefined => constraints.find(({ type }) => types.includes(type));

/** The definition without the constraints of these types. */
export const textWithout = (
  { name, type, collation, constraints }: Column,
  left: (constraint: ColumnConstraint) => boolean,
): string =>
  [
    quoteIdentifier(name),
    type,
    ...(collation === '' ? [] : [collation]),
    ...constraints.filter((one) => !left(one)).map(({ text }) => text),
  ].join(' ');
