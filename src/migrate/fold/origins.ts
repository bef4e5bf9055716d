/** Which statement of the migrations an object comes from: the last one that makes it, or else that names it. */
import type { Key, SchemaObject } from '../../catalog/object.js';
import { references } from '../../catalog/references.js';
import type { Session, Statement } from '../../catalog/statement.js';
import { parseStatements } from '../../grammar.js';
import { read } from '../../kinds/registry.js';
import { droppedKeys } from '../../kinds/session/drop.js';
import type { RawStatement } from '../../source/scan.js';

/** Runners leave PostgreSQL's default search path. */
const SESSION: Session = {
  searchPath: { sql: 'public', schemas: ['public'] },
  tableAccessMethod: undefined,
  authorization: undefined,
};

export interface MigrationText {
  readonly file: string;
  /** Its first line, counted on from the dump and the migrations before it. */
  readonly firstLine: number;
  readonly statements: readonly RawStatement[];
}

export interface Place {
  readonly file: string;
  readonly line: number;
}

interface Made {
  readonly place: Place;
  readonly id: string | undefined;
  readonly provides: ReadonlySet<Key>;
  readonly names: ReadonlySet<Key>;
}

function statementsOf({ file, firstLine, statements }: MigrationText): Made[] {
  const sql = statements.filter(({ kind }) => kind === 'sql');
  return parseStatements(sql.map(({ text }) => text)).map((tree, at): Made => {
    const raw = sql[at]!;
    const place = { file, line: firstLine + raw.line - 1 };
    if (!('type' in tree)) return { place, id: undefined, provides: new Set(), names: new Set() };
    const statement: Statement = { raw, text: raw.text, tree, session: SESSION };
    const object = read(statement);
    const provides = object?.provides ?? [];
    const named = [...references(statement), ...(object?.needs ?? [])].flatMap(({ keys }) => keys);
    const names = new Set([...provides, ...named, ...droppedKeys(statement)]);
    return { place, id: object?.id, provides: new Set(provides), names };
  });
}

/** @param texts at least one */
export function originsOf(texts: readonly MigrationText[]): (object: SchemaObject) => Place {
  const all = texts.flatMap(statementsOf).toReversed();
  const last = texts.at(-1)!;
  return (object) => {
    const { id, provides, parent, needs } = object;
    const about = [...(parent === undefined ? [] : [parent]), ...needs.flatMap(({ keys }) => keys)];
    const found =
      all.find((one) => one.id === id) ??
      all.find((one) => provides.some((key) => one.provides.has(key))) ??
      all.find((one) => provides.some((key) => one.names.has(key))) ??
      all.find((one) => about.some((key) => key.startsWith('relation\0') && one.names.has(key)));
    return found?.place ?? { file: last.file, line: last.firstLine };
  };
}
