/** The role that owns what migrations add: they run as it, since objects belong to the role that makes them. */
import { commandsOf, ownersIn } from '../../verify/sql/commands.js';
import { split } from '../../verify/sql/split.js';
import type { SqlText } from './loaded.js';

const NAME = String.raw`(?:"(?:[^"]|"")+"|[\w$\u0080-\uffff]+)`;
const TABLE = String.raw`(${NAME}(?:\s*\.\s*${NAME})*)`;
const CREATED = new RegExp(
  String.raw`^CREATE\s+(?:UNLOGGED\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?${TABLE}`,
  'i',
);
const OWNED = new RegExp(
  String.raw`^ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?${TABLE}\s+OWNER\s+TO\s+(${NAME})\s*$`,
  'i',
);

/** The owner of more than half of the tables in the first text that creates any; undefined if there is none. */
export function mainOwner(texts: readonly SqlText[]): string | undefined {
  for (const { text } of texts) {
    const { tables, owners } = tablesIn(text);
    if (tables.size === 0) continue;
    const counts = new Map<string, number>();
    for (const role of [...tables].flatMap((table) => owners.get(table) ?? []))
      counts.set(role, (counts.get(role) ?? 0) + 1);
    const main = [...counts].find(([, count]) => 2 * count > tables.size)?.[0];
    return main === undefined ? undefined : nameOf(main);
  }
  return undefined;
}

/** In PostgreSQL's own texts and in ours, a name is always spelled the same. */
function tablesIn(sql: string): { tables: ReadonlySet<string>; owners: ReadonlyMap<string, string> } {
  const tables = new Set<string>();
  const owners = new Map<string, string>();
  for (const command of split(sql).flatMap(({ text }) => (/\bTABLE\b/i.test(text) ? commandsOf(text) : []))) {
    const created = CREATED.exec(command)?.[1];
    if (created !== undefined) tables.add(created);
    const [, table, role] = OWNED.exec(command) ?? [];
    if (table !== undefined) owners.set(table, role!);
  }
  return { tables, owners };
}

/** All roles that the texts name as owners. */
export const ownersOf = (texts: readonly SqlText[]): ReadonlySet<string> =>
  new Set(texts.flatMap(({ text }) => split(text).flatMap((one) => ownersIn(one.text))).map(nameOf));

/** Takes out the statements that give objects to a role: the role that runs the SQL owns these, which is no part of it. */
export function withoutOwner(dump: string, role: string): string {
  const lines = dump.split('\n');
  for (const { text, line } of split(dump)) {
    const [owner] = /\bOWNER TO\b/.test(text) && !text.includes('\n') ? ownersIn(text) : [];
    if (owner !== undefined && nameOf(owner) === role) lines[line - 1] = '';
  }
  return lines.join('\n');
}

/** A name as SQL writes it: `"Front Desk"`, `hims_admin`. */
const nameOf = (written: string): string =>
  written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written.toLowerCase();
