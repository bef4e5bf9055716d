/** Statements to objects: one statement, one object; the first kind that reads it owns it. */
import type { Catalog, Target } from '../catalog/catalog.js';
import type { SchemaObject } from '../catalog/object.js';
import type { Session, Statement } from '../catalog/statement.js';
import { type Diagnostic, type Place, placeAt } from '../diagnostics.js';
import { parseStatements, type SyntaxFailure, type Tree } from '../grammar.js';
import { opaque } from '../kinds/opaque.js';
import { kindsOf } from '../kinds/registry.js';
import { selectedCall } from '../kinds/setting.js';
import type { RawStatement } from '../source/scan.js';
import { after, startSession } from './session.js';
import { actions } from './split.js';
import { unwrap } from './unwrap.js';

/** What the report calls the input, and where its places point to. */
export interface Input {
  readonly text: string;
  readonly file?: string;
}

interface Parsed {
  readonly raw: RawStatement;
  readonly tree: Tree | undefined;
  readonly failure?: SyntaxFailure;
}

/** Every statement with its tree, DO guards and lists of actions taken apart; numbered anew. */
function parseAll(raws: readonly RawStatement[]): Parsed[] {
  const single = raws.flatMap((raw) => (raw.kind === 'sql' ? (unwrap(raw) ?? [raw]) : [raw]));
  const trees = parseStatements(single.filter(({ kind }) => kind === 'sql').map(({ text }) => text));
  let next = 0;
  const parsed = single.flatMap((raw): Parsed[] => {
    if (raw.kind !== 'sql') return [{ raw, tree: undefined }];
    const result = trees[next++]!;
    if (!('type' in result)) return [{ raw, tree: undefined, failure: result }];
    const parts = actions(raw.text, result);
    if (!parts) return [{ raw, tree: result }];
    return parseStatements(parts).map((tree, at) => ({ raw: { ...raw, text: parts[at]! }, tree: 'type' in tree ? tree : undefined }));
  });
  return parsed.map(({ raw, ...rest }, index) => ({ ...rest, raw: { ...raw, index } }));
}

export function parse(raws: readonly RawStatement[], input: Input, target: Target): Catalog {
  const diagnostics: Diagnostic[] = [];
  const objects: SchemaObject[] = [];
  const statements: Statement[] = [];
  const ids = new Map<string, number>();
  let session: Session = startSession;
  for (const { raw, tree, failure } of parseAll(raws)) {
    const statement: Statement = { raw, text: raw.text, tree, session };
    const object = read(statement);
    session = after(session, statement, selectedCall(statement));
    statements.push(statement);
    // The same thing said twice (two grants on one table) is told apart by a number.
    const seen = (ids.get(object.id) ?? 0) + 1;
    ids.set(object.id, seen);
    objects.push(seen === 1 ? object : { ...object, id: `${object.id} #${seen}` });
    if (object.kind === 'opaque') diagnostics.push(unknown(object, failure, placeAt(input.text, raw.start + (failure?.offset ?? 0), input.file)));
  }
  return { target, statements, objects, ledger: new Map(), diagnostics };
}

function read(statement: Statement): SchemaObject {
  for (const kind of kindsOf(statement.tree?.type)) {
    const object = kind.read(statement);
    if (object) return object;
  }
  return opaque.read(statement)!;
}

function unknown(object: SchemaObject, failure: SyntaxFailure | undefined, place: Place): Diagnostic {
  return failure
    ? {
        severity: 'warning',
        code: 'parse/syntax',
        message: `PostgreSQL's grammar refuses this statement: ${failure.message}. It was kept as it stands.`,
        help: 'Look whether the dump is whole; what psql cannot run, the output cannot either.',
        place,
        object: object.id,
      }
    : {
        severity: 'warning',
        code: 'parse/unknown-statement',
        message: 'No kind of object is known for this statement. It was kept as it stands, at the end of the file, without a guard.',
        help: 'Make it re-runnable by hand, or take it out of the dump.',
        place,
        object: object.id,
      };
}
