/** Checks a statement against the table of constructs: what is too new for a server, and the form that it accepts. */
import { descend } from '../catalog/descend.js';
import { relationName } from '../catalog/names.js';
import { placed, type SchemaObject } from '../catalog/object.js';
import type { Statement } from '../catalog/statement.js';
import type { Diagnostic } from '../diagnostics/diagnostics.js';
import { parseStatements } from '../grammar.js';
import { relationKey } from '../kinds/base/alterTable.js';
import { opaque } from '../kinds/opaque.js';
import { read } from '../kinds/registry.js';
import type { Construct, Context, Older, Place } from './construct.js';
import { constructs } from './constructs.js';
import { edited } from '../source/edits.js';
import { Words } from './edits.js';
import { differences } from './differences.js';
import type { Shown } from './shown.js';
import { type Spot, walk } from './walk.js';

export interface Finding {
  readonly what: string;
  readonly since: number;
  readonly older: Older;
  /** Lines below the first of the statement. */
  readonly line: number;
  /** What differs on a newer server. */
  readonly shown: readonly Shown[];
}

/** No construct in the table is newer. */
const NEWEST = 18;

const byNode = new Map<string, Construct[]>();
for (const construct of constructs)
  byNode.set(construct.node, [...(byNode.get(construct.node) ?? []), construct]);

function isPartitioned({ tree, ...rest }: Statement, { partitioned }: Context): boolean {
  if (tree?.type === 'CreateStmt') return tree.node.partspec !== undefined;
  if (tree?.type !== 'AlterTableStmt') return false;
  const name = relationName(tree.node.relation);
  return partitioned.has(relationKey(placed(name, { tree, ...rest })));
}

/** A subquery has no location of its own: that of its first part. */
function locationOf({ name, node }: Spot): number | undefined {
  if (name !== 'RangeSubselect') return (node as { location?: number }).location;
  let first: number | undefined;
  descend(node, (_, inner) => {
    const { location } = inner as { location?: number };
    if (location !== undefined && location < (first ?? Infinity)) first = location;
  });
  return first;
}

/** Calls `found` for each construct of a statement that is newer than the version. */
function search(
  statement: Statement,
  version: number,
  context: Context,
  found: (construct: Construct, spot: Spot, since: number, place: Place) => void,
): void {
  const { tree } = statement;
  if (!tree || version >= NEWEST) return;
  const words = new Words(statement.text);
  const partitioned = isPartitioned(statement, context);
  walk(tree, (spot) => {
    const rows = byNode.get(spot.name);
    if (!rows) return;
    const location = locationOf(spot);
    const place = { spot, words, offset: tree.offset(location), version, context, partitioned };
    for (const construct of rows) {
      const since = construct.since(spot.node, place);
      if (since === undefined || since <= version) continue;
      found(construct, spot, since, place);
      break;
    }
  });
}

/** The oldest server that accepts the statement; 0 if all do. */
export function newest(statement: Statement, context: Context): number {
  let version = 0;
  search(statement, version, context, (_, __, since) => (version = Math.max(version, since)));
  return version;
}

/** Maximum number of passes: one form may contain another construct. */
const ROUNDS = 4;

/** The object in a form that the version accepts; `changed` is absent if nothing is too new, or if it is left out. */
export function fit(
  object: SchemaObject,
  version: number,
  context: Context,
): { readonly findings: readonly Finding[]; readonly changed?: SchemaObject } {
  const findings: Finding[] = [];
  let { statement } = object;
  for (let round = 0; round < ROUNDS; round++) {
    const now: Finding[] = [];
    const edits: Parameters<typeof edited>[1][number][] = [];
    search(statement, version, context, (construct, { node }, since, place) => {
      const older = construct.older(node, place);
      const line = statement.text.slice(0, place.offset).split('\n').length - 1;
      now.push({ what: construct.what(node), since, older, line, shown: differences(object, older, place) });
      if (older.is === 'written') edits.push(older.edit);
    });
    findings.push(...now);
    if (edits.length === 0 || now.some(({ older }) => older.is !== 'written')) break;
    statement = reread(statement, edited(statement.text, edits));
  }
  if (statement === object.statement) return { findings };
  const changed = objectOf(statement);
  return { findings, changed: changed.kind === object.kind ? { ...changed, id: object.id } : changed };
}

const objectOf = (statement: Statement): SchemaObject => read(statement) ?? opaque.read(statement)!;

function reread(statement: Statement, text: string): Statement {
  const [tree] = parseStatements([text]);
  // The table wrote this form: if PostgreSQL's grammar refuses it, the table has a bug.
  if (!tree || !('type' in tree)) throw new Error(`not SQL: ${text}`);
  return { ...statement, text, tree };
}

/**
 * A membership without its grantor: since 16 that must be a role with ADMIN OPTION, before 16 only a superuser may
 * name another. The role that runs the file grants it. https://www.postgresql.org/docs/current/sql-grant.html
 */
export function withoutGrantor(
  object: SchemaObject,
): { readonly object: SchemaObject; readonly note: Diagnostic } | undefined {
  const { statement, id } = object;
  if (statement.tree?.type !== 'GrantRoleStmt') return undefined;
  const { grantor } = statement.tree.node;
  if (!grantor) return undefined;
  const words = new Words(statement.text);
  const { start } = words.find(0, 'GRANTED', 'BY')!;
  const plain = reread(statement, edited(statement.text, [words.cut(start, words.endOf(start, 3))]));
  const message = `${id} names its grantor, ${grantor.rolename ?? 'the current user'}, which may not be able to grant it here. GRANTED BY was left out: the role that runs the file becomes the grantor.`;
  return {
    object: { ...objectOf(plain), id },
    note: {
      severity: 'warning',
      code: 'target/grantor',
      message,
      place: { line: statement.raw.line, column: 1 },
      object: id,
    },
  };
}
