/**
 * What ALTER FOREIGN TABLE changes: columns, checks and options. Where anything else differs, the table is
 * made anew, which loses no rows: it has none.
 * https://www.postgresql.org/docs/current/sql-alterforeigntable.html
 */
import { type ColumnDef, type Constraint, type ConstrType, type Node, nodeOf } from '../../grammar.js';
import { quoteIdentifier, quoteLiteral } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { isWritten } from '../base/compared.js';
import { foundClass, not, when } from '../base/dropped.js';
import { where } from '../base/kind.js';
import { changedNames, listAfter, piecesAt, sameNodes } from '../base/lists.js';
import { optionsIn, optionSteps } from './options.js';
import type { Alteration, Step } from '../base/verbs.js';
import { writtenType } from '../base/written.js';

interface Column {
  readonly item: string;
  /** With its collation. */
  readonly type: string;
  readonly preset: string | undefined;
  readonly notNull: boolean;
  /** What ALTER COLUMN can't change. */
  readonly others: string;
}

interface Parts {
  readonly columns: ReadonlyMap<string, Column>;
  /** `CHECK (…)` by name. */
  readonly checks: ReadonlyMap<string, string>;
  readonly others: readonly string[];
}

const contypes = new Set<ConstrType | undefined>(['CONSTR_DEFAULT', 'CONSTR_NOTNULL', 'CONSTR_NULL']);

const constraintsOf = ({ constraints = [] }: ColumnDef): Constraint[] =>
  constraints.flatMap((node) => ('Constraint' in node ? [node.Constraint] : []));

function columnOf(statement: Statement, column: ColumnDef, item: string): Column {
  const all = constraintsOf(column);
  const places = [column.typeName, ...(column.collClause ? [column.collClause] : []), ...all];
  const end = statement.tree!.offset(column.location) + item.length;
  const pieces = piecesAt(
    statement,
    places.map((part) => part?.location),
    end,
  );
  const clauses = pieces.slice(pieces.length - all.length);
  const preset = all.findIndex(({ contype }) => contype === 'CONSTR_DEFAULT');
  const others = clauses.filter((_, at) => !contypes.has(all[at]!.contype));
  return {
    item,
    type: pieces.slice(0, pieces.length - all.length).join(' '),
    preset: preset === -1 ? undefined : clauses[preset]!.replace(/^DEFAULT\s+/i, ''),
    notNull: all.some(({ contype }) => contype === 'CONSTR_NOTNULL'),
    others: `${others.join(' ')}${JSON.stringify([...optionsIn(column.fdwoptions)])}`,
  };
}

function partsOf(statement: Statement): Parts | undefined {
  const { base } = nodeOf(statement, 'CreateForeignTableStmt');
  const elements: readonly Node[] = base?.tableElts ?? [];
  const items = base?.partbound ? [] : listAfter(statement.text);
  if (items.length !== elements.length) return undefined;
  const columns = new Map<string, Column>();
  const checks = new Map<string, string>();
  const others: string[] = [];
  for (const [at, element] of elements.entries()) {
    const item = items[at]!;
    if ('ColumnDef' in element)
      columns.set(element.ColumnDef.colname ?? '', columnOf(statement, element.ColumnDef, item));
    else if (
      'Constraint' in element &&
      element.Constraint.contype === 'CONSTR_CHECK' &&
      element.Constraint.conname !== undefined
    )
      checks.set(element.Constraint.conname, item.slice(Math.max(0, item.search(/\bCHECK\s*\(/i))));
    else others.push(item);
  }
  return { columns, checks, others };
}

/** Neither the server nor parents change; the lists of columns and options do. */
function sameFrame(before: Statement, after: Statement): boolean {
  const [old, now] = [before, after].map((one) => {
    const { base, servername } = nodeOf(one, 'CreateForeignTableStmt');
    return { ...base, tableElts: [], servername };
  });
  return sameNodes(old, now);
}

function columnSteps(table: SchemaObject, name: string, old: Column, now: Column): Step[] {
  const alter = `ALTER FOREIGN TABLE ${table.identity} ALTER COLUMN ${quoteIdentifier(name)}`;
  const other = `${writtenType('atttypid', 'atttypmod', 'attcollation')} <> ${quoteLiteral(now.type)}`;
  const column = where(
    'pg_attribute',
    `attrelid = ${foundClass(table.name)}`,
    `attname = ${quoteLiteral(name)}`,
    other,
  );
  const preset = now.preset === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${now.preset}`;
  return [
    ...(old.type === now.type ? [] : [when(column, `${alter} TYPE ${now.type}`)]),
    ...(old.preset === now.preset ? [] : [{ sql: `${alter} ${preset}` }]),
    ...(old.notNull === now.notNull ? [] : [{ sql: `${alter} ${now.notNull ? 'SET' : 'DROP'} NOT NULL` }]),
  ];
}

function checkSteps({ name, identity }: SchemaObject, constraint: string, check: string | undefined): Step[] {
  const [alter, quoted] = [`ALTER FOREIGN TABLE ${identity}`, quoteIdentifier(constraint)];
  const drop = `${alter} DROP CONSTRAINT IF EXISTS ${quoted}`;
  if (check === undefined) return [{ sql: drop }];
  const row = where(
    'pg_constraint',
    `conrelid = ${foundClass(name)}`,
    `conname = ${quoteLiteral(constraint)}`,
  );
  const other = `NOT ${isWritten('pg_get_constraintdef(oid)', check)}`;
  return [
    when({ ...row, where: [...row.where, other] }, drop),
    when(not(row), `${alter} ADD CONSTRAINT ${quoted} ${check}`),
  ];
}

/** Undefined if a kept column has another place, or differs in what can't be changed. */
function listSteps(table: SchemaObject, old: Parts, now: Parts): Alteration | undefined {
  const names = [...now.columns.keys()];
  const gone = [...old.columns.keys()].filter((name) => !now.columns.has(name));
  const kept = [...old.columns.keys()].filter((name) => now.columns.has(name));
  const isKept = kept.every(
    (name, at) => names[at] === name && old.columns.get(name)!.others === now.columns.get(name)!.others,
  );
  if (!isKept || old.others.join() !== now.others.join()) return undefined;
  const retyped = kept.filter((name) => old.columns.get(name)!.type !== now.columns.get(name)!.type);
  const alter = `ALTER FOREIGN TABLE ${table.identity}`;
  const checks = changedNames(old.checks, now.checks);
  const checked = (name: string): Step[] => checkSteps(table, name, now.checks.get(name));
  return {
    steps: [
      ...checks.filter((name) => !now.checks.has(name)).flatMap(checked),
      ...gone.map((name) => ({ sql: `${alter} DROP COLUMN IF EXISTS ${quoteIdentifier(name)}` })),
      ...kept.flatMap((name) => columnSteps(table, name, old.columns.get(name)!, now.columns.get(name)!)),
      ...names
        .slice(kept.length)
        .map((name) => ({ sql: `${alter} ADD COLUMN IF NOT EXISTS ${now.columns.get(name)!.item}` })),
      ...checks.filter((name) => now.checks.has(name)).flatMap(checked),
    ],
    columns: [...gone, ...retyped],
  };
}

export function alterForeignTable(before: SchemaObject, after: SchemaObject): Alteration | undefined {
  if (!sameFrame(before.statement, after.statement)) return undefined;
  const [old, now] = [before, after].map(({ statement }) => nodeOf(statement, 'CreateForeignTableStmt'));
  const options = { before: optionsIn(old!.options), after: optionsIn(now!.options) };
  const row = where('pg_foreign_table', `ftrelid = ${foundClass(after.name)}`);
  const optioned = optionSteps(`ALTER FOREIGN TABLE ${after.identity}`, row, 'ftoptions', options);
  if (sameNodes(old!.base?.tableElts, now!.base?.tableElts)) return { steps: optioned };
  const [was, is] = [partsOf(before.statement), partsOf(after.statement)];
  const listed = was && is && listSteps(after, was, is);
  return listed && { ...listed, steps: [...listed.steps, ...optioned] };
}
