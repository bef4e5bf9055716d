/**
 * A table that a migration changes: its columns and constraints one by one, so that those that it leaves alone keep the
 * text of the dump.
 */
import { strings } from '../../catalog/names.js';
import type { Key, SchemaObject } from '../../catalog/object.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { isTable, type Table, type TableElement } from '../../kinds/tables/table.js';
import { foldedText, isSameText } from '../base/compare.js';

const keyOf = ({ text, column, constraint }: TableElement): string => {
  if (column) return `column ${column.colname}`;
  return constraint?.conname === undefined ? foldedText(text) : `constraint ${constraint.conname}`;
};

type Elements = ReadonlyMap<string, TableElement>;

const byKey = ({ elements = [] }: Table): Elements => new Map(elements.map((one) => [keyOf(one), one]));

const SERIAL = /^(?:small|big)?serial[248]?$/;

/** Whether the dump and the engine say the same of a column in one place: pg_dump does not write a key there. */
function isSpelledAlike({ column: one }: TableElement, { column: other }: TableElement): boolean {
  const kinds = (column: typeof one): string =>
    (column?.constraints ?? [])
      .map((node) => ('Constraint' in node ? node.Constraint.contype : undefined))
      .toSorted()
      .join();
  return kinds(one) === kinds(other) && !SERIAL.test(strings(one?.typeName?.names).join('.'));
}

/**
 * The text of the dump's table with the changes from `old` to `now`; undefined if the dump spells what changes in another
 * way, so that only the whole new text is right.
 */
export function mergedTable(dump: Table, old: Table, now: Table): string | undefined {
  if (!dump.elements || !old.elements || !now.elements) return undefined;
  const [had, was] = [byKey(dump), byKey(old)];
  const is = byKey(now);
  const texts: string[] = [];
  for (const [key, element] of is) {
    const [before, given] = [was.get(key), had.get(key)];
    if (!before) texts.push(element.text);
    else if (isSameText(before.text, element.text)) texts.push(...(given ? [given.text] : []));
    else if (given && isSpelledAlike(given, before)) texts.push(element.text);
    else return undefined;
  }
  for (const [key, before] of was) {
    if (is.has(key)) continue;
    const given = had.get(key);
    if (!given || !isSpelledAlike(given, before)) return undefined;
  }
  // What the engine writes apart from the table: a key without a name.
  texts.push(...[...had].flatMap(([key, { text }]) => (was.has(key) ? [] : [text])));
  const part = (name: 'head' | 'tail'): string => (isSameText(old[name], now[name]) ? dump[name] : now[name]);
  const list = texts.map((text) => `    ${text}`).join(',\n');
  const tail = part('tail');
  return `${part('head')} (\n${list}\n)${tail === '' ? '' : `\n${tail}`}`;
}

/** The columns that a table had and no longer has, by table. */
export function lostColumns(
  old: ReadonlyMap<string, readonly SchemaObject[]>,
  now: ReadonlyMap<string, readonly SchemaObject[]>,
): ReadonlyMap<Key, ReadonlySet<string>> {
  const columns = (table: Table): string[] =>
    (table.elements ?? []).flatMap(({ column }) => column?.colname ?? []);
  return new Map(
    [...old].flatMap(([id, [before]]): [Key, ReadonlySet<string>][] => {
      const after = now.get(id)?.[0];
      if (!before || !after || !isTable(before) || !isTable(after)) return [];
      const left = new Set(columns(after));
      return [[relationKey(before.name), new Set(columns(before).filter((name) => !left.has(name)))]];
    }),
  );
}
