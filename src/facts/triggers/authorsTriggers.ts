/** The dump's triggers and the columns of the written row that they set. */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, nameOf, relationName, strings } from '../../catalog/names.js';
import { factOf } from '../../catalog/facts.js';
import { type Key, key, keysFor, placed, type SchemaObject } from '../../catalog/object.js';
import { type CreateTrigStmt, nodeOf } from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey, tableAction, within } from '../../kinds/base/alterTable.js';
import { routineBody, type Word, wordsOf } from '../routines/routineBody.js';
import { isOwnTriggerFunction } from '../own/ownRoutines.js';

export interface AuthorsTrigger {
  readonly name: string;
  readonly object: SchemaObject;
  readonly node: CreateTrigStmt;
  /** True for BEFORE … FOR EACH ROW. */
  readonly beforeRow: boolean;
  readonly onInsert: boolean;
  /** True for UPDATE without a list of columns. */
  readonly onUpdate: boolean;
  /** `replica` fires only where replication applies changes. */
  readonly state: 'enabled' | 'disabled' | 'replica';
  /** Its function; undefined where it is not in the dump. */
  readonly routine: SchemaObject | undefined;
  /** Columns that it sets. */
  readonly sets: ReadonlySet<string>;
  /** From an earlier baseline: its columns count as maintained, even by defaults. */
  readonly own: boolean;
}

/** Bits of CreateTrigStmt. https://www.postgresql.org/docs/current/catalog-pg-trigger.html */
const BEFORE = 2;
const INSERT = 4;
const UPDATE = 16;

/** Words after which a PL/pgSQL statement may start. */
const STARTS: ReadonlySet<string> = new Set([';', 'begin', 'then', 'else', 'loop', '>']);

/** `NEW.updated_at := now()`, `NEW.updated_at = now()`, `SELECT … INTO NEW.updated_at`. */
export function assignedIn(words: readonly Word[]): Set<string> {
  const out = new Set<string>();
  const at = (index: number): string => words[index]?.text ?? '';
  words.forEach((word, index) => {
    if (word.kind !== 'word' || word.text !== 'new' || at(index + 1) !== '.') return;
    const column = at(index + 2);
    const assigned = at(index + 3) === ':' && at(index + 4) === '=';
    const equals = at(index + 3) === '=' && STARTS.has(at(index - 1));
    if (assigned || equals || isTarget(words, index)) out.add(column);
  });
  return out;
}

/** True among the targets of INTO: `INTO a, NEW.b`. */
function isTarget(words: readonly Word[], index: number): boolean {
  for (let before = index - 1; before >= 0; before--) {
    const { kind, text } = words[before]!;
    if (text === 'into' || text === 'strict') return true;
    if (kind === 'string' || !(kind === 'word' || text === ',' || text === '.')) return false;
    // Two adjacent words are no list.
    if (kind === 'word' && words[before + 1]?.kind === 'word') return false;
  }
  return false;
}

export function authorsTriggers({ objects, tenancy }: Catalog): (table: Name) => readonly AuthorsTrigger[] {
  const prefix = tenancy?.prefix;
  const facts = byPrefix.get(prefix) ?? factOf(basisOf, (all) => triggersIn(all, prefix));
  byPrefix.set(prefix, facts);
  const found = facts(objects);
  return (table) => found.get(relationKey(table)) ?? [];
}

type ByTable = ReadonlyMap<Key, readonly AuthorsTrigger[]>;

const byPrefix = new Map<string | undefined, (objects: readonly SchemaObject[]) => ByTable>();

const basisOf = (object: SchemaObject): SchemaObject | undefined =>
  object.kind === KIND.function || object.kind === KIND.firingState || object.kind === KIND.trigger
    ? object
    : undefined;

function triggersIn(objects: readonly SchemaObject[], prefix: string | undefined): ByTable {
  const routines = new Map(
    objects
      .filter(({ kind }) => kind === KIND.function)
      .flatMap((object) => object.provides.map((provided) => [provided, object] as const)),
  );
  const states = new Map<Key, AuthorsTrigger['state']>();
  for (const { kind, statement } of objects) {
    const { table, action, command } = (kind === KIND.firingState && tableAction(statement)) || {};
    if (!table || !action?.endsWith('Trig')) continue;
    const state = /Disable/.test(action) ? 'disabled' : /Replica/.test(action) ? 'replica' : 'enabled';
    states.set(key('trigger', within(table, command?.name ?? '')), state);
  }
  const found = new Map<Key, AuthorsTrigger[]>();
  const assigned = new Map<SchemaObject, ReadonlySet<string>>();
  const setBy = (routine: SchemaObject): ReadonlySet<string> => {
    const there = assigned.get(routine) ?? assignedIn(wordsOf(routineBody(routine.statement).text));
    assigned.set(routine, there);
    return there;
  };
  for (const object of objects) {
    if (object.kind !== KIND.trigger) continue;
    const { statement } = object;
    const node = nodeOf(statement, 'CreateTrigStmt');
    const { trigname: name = '', timing = 0, events = 0, row = false, columns = [], args } = node;
    const table = placed(relationName(node.relation), statement);
    const routine = keysFor('routine', nameOf(strings(node.funcname)), statement).flatMap(
      (one) => routines.get(one) ?? [],
    )[0];
    found.set(relationKey(table), [
      ...(found.get(relationKey(table)) ?? []),
      {
        name,
        object,
        node,
        beforeRow: row && (timing & BEFORE) !== 0,
        onInsert: (events & INSERT) !== 0,
        onUpdate: (events & UPDATE) !== 0 && columns.length === 0,
        state: states.get(key('trigger', within(table, name))) ?? 'enabled',
        routine,
        // An extension's function has the columns as arguments: moddatetime('updated_at').
        sets: routine ? setBy(routine) : new Set(strings(args)),
        own: routine !== undefined && prefix !== undefined && isOwnTriggerFunction(routine, prefix),
      },
    ]);
  }
  return found;
}
