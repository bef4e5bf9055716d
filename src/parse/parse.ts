/** Reads statements into objects: one object per statement; its kind is the first that reads it. */
import type { Catalog } from '../catalog/catalog.js';
import type { SchemaObject } from '../catalog/object.js';
import type { SearchPath, Session, Statement } from '../catalog/statement.js';
import { nothingDeclared } from '../catalog/tenancy.js';
import type { Diagnostic, Place } from '../diagnostics/diagnostics.js';
import { parseStatements, type SyntaxFailure } from '../grammar.js';
import { noise } from '../kinds/session/noise.js';
import { opaque } from '../kinds/opaque.js';
import { traitsOf } from '../kinds/is.js';
import { KIND, read } from '../kinds/registry.js';
import type { ScannedDump } from '../source/dump.js';
import type { RawStatement } from '../source/scan.js';
import { translated } from './formerSyntax.js';
import { asFragment } from './incomplete.js';
import { refuseHistory } from './history.js';
import { parseOlder } from './laterWords.js';
import { isNoise, noiseDiagnostics } from './noise.js';
import type { Allowed, Parsed } from './parsed.js';
import { refuse } from './refuse.js';
import { after, implicitPath, startSession } from './session.js';
import { actions } from './split.js';
import { withName } from './implicitNames.js';
import { unwrap } from './unwrap.js';
import { withViews } from './viewRules.js';

/** All statements with their trees, renumbered; DO guards and lists of actions are split. */
function parseAll(
  raws: readonly RawStatement[],
  version: number | undefined,
): { all: Parsed[]; notes: Diagnostic[] } {
  const single = raws.flatMap((raw) => (raw.kind === 'sql' ? (unwrap(raw) ?? [raw]) : [raw]));
  const texts = single.filter(({ kind }) => kind === 'sql').map(({ text }) => text);
  const { parsed: trees, notes } = parseOlder(texts, version);
  let next = 0;
  const parsed = single.flatMap((given): Parsed[] => {
    if (given.kind !== 'sql') return [{ raw: given, tree: undefined }];
    const { text, tree: result } = trees[next++]!;
    const raw = text === given.text ? given : { ...given, text };
    if (!('type' in result)) return [inFormerSyntax(raw, result)];
    const parts = actions(raw.text, result);
    if (!parts) return [{ raw, tree: result }];
    return parseStatements(parts).map((tree, at) => ({
      raw: { ...raw, text: parts[at]! },
      tree: 'type' in tree ? tree : undefined,
    }));
  });
  const taken = new Set<string>();
  const all = withViews(parsed).map((one, index) => {
    const text = withName(one, taken);
    const named = text === undefined ? undefined : parseStatements([text])[0]!;
    if (named && 'type' in named) return { raw: { ...one.raw, text: text!, index }, tree: named };
    return one.raw.index === index ? one : { ...one, raw: { ...one.raw, index } };
  });
  return { all, notes };
}

/** A statement that the grammar rejects may use an older version's syntax. */
function inFormerSyntax(raw: RawStatement, failure: SyntaxFailure): Parsed {
  const today = translated(raw.text);
  const tree = today && parseStatements([today.text])[0]!;
  if (!tree || !('type' in tree)) return { raw, tree: undefined, failure };
  return { raw: { ...raw, text: today.text }, tree, note: today.note };
}

export function parse(
  dump: ScannedDump,
  server: Pick<Catalog, 'target' | 'namedNotNull'>,
  allowed: Allowed = {},
): Catalog {
  const { placeAt } = dump;
  const diagnostics: Diagnostic[] = [];
  const objects: SchemaObject[] = [];
  const statements: Statement[] = [];
  const seen = new Map<string, { readonly first: SchemaObject; times: number }>();
  const { all, notes } = parseAll(dump.statements, dump.head.dumpedFrom);
  diagnostics.push(...notes);
  let session: Session = startSession;
  const implicit = implicitPath(all);
  const refused = all.some((one) => one.failure !== undefined && isNoise(one, dump, false));
  const around = new Set(all.filter((one) => isNoise(one, dump, refused)));
  diagnostics.push(...noiseDiagnostics([...around], dump), ...refuse(all, around, dump, allowed));
  for (const one of all.map((parsed) => (around.has(parsed) ? parsed : asFragment(parsed, dump)))) {
    const { raw, tree, failure } = one;
    const given: Statement = { raw, text: raw.text, tree, session };
    const object = around.has(one) || raw.kind === 'fragment' ? noise.read(given)! : readIn(given, implicit);
    if (one.note)
      diagnostics.push({
        severity: 'warning',
        ...one.note,
        place: placeAt(raw.start),
        object: object.id,
      });
    session = after(session, given);
    statements.push(object.statement);
    const told = seen.get(object.id);
    if (told === undefined) {
      seen.set(object.id, { first: object, times: 1 });
      objects.push(object);
    } else {
      // A number distinguishes repeated ids, such as two grants on one table.
      objects.push({ ...object, id: `${object.id} #${++told.times}` });
      if (traitsOf(object).unique && told.first.statement.text !== object.statement.text)
        diagnostics.push(twice(object, placeAt(raw.start)));
    }
    if (object.kind === KIND.opaque)
      diagnostics.push(unknown(object, failure, placeAt(raw.start + (failure?.offset ?? 0))));
  }
  refuseHistory(objects, dump);
  return {
    ...server,
    isOwnOutput: dump.head.isOwnOutput,
    statements,
    objects,
    ledger: new Map(),
    diagnostics,
    tenancy: undefined,
    declared: nothingDeclared,
  };
}

/**
 * The object of a statement before the dump sets a search path, or after it resets it. If it has names without a
 * schema, the initial search path applies.
 */
function readIn(statement: Statement, implicit: SearchPath | undefined): SchemaObject {
  const object = objectOf(statement);
  if (!implicit || statement.session.searchPath) return object;
  const there = objectOf({ ...statement, session: { ...statement.session, searchPath: implicit } });
  return there.kind === KIND.opaque || namesIn(there) !== namesIn(object) ? there : object;
}

const namesIn = ({ provides, needs }: SchemaObject): string => JSON.stringify([provides, needs]);

const objectOf = (statement: Statement): SchemaObject => read(statement) ?? opaque.read(statement)!;

const twice = (object: SchemaObject, place: Place): Diagnostic => ({
  severity: 'warning',
  code: 'parse/defined-twice',
  message: `The dump defines ${object.id} a second time, with a different definition.`,
  help: 'Keep only the right one. In the output the later definition of a view, routine, trigger or rule applies; of any other object, the first.',
  place,
  object: object.id,
});

function unknown(object: SchemaObject, failure: SyntaxFailure | undefined, place: Place): Diagnostic {
  return failure
    ? {
        severity: 'warning',
        code: 'parse/syntax',
        message: `PostgreSQL's parser rejects this statement: ${failure.message}. It was kept unchanged.`,
        help: 'The output will fail at this statement: correct it in the output, or remove it.',
        place,
        object: object.id,
      }
    : {
        severity: 'warning',
        code: 'parse/unknown-statement',
        message:
          'pg-baseline does not know this kind of statement. It was kept unchanged at the end of the file, without a guard.',
        help: 'Make it re-runnable by hand, or remove it from the dump.',
        place,
        object: object.id,
      };
}
