/** A schema as pg_dump sees it: the SQL under each of its headings. */
import type { Schema } from './schema.js';

export function readPgDump(text: string): Schema {
  const objects = new Map<string, string>();
  // The random keys of \restrict differ between two runs of pg_dump.
  const entries = text.replace(/^\\(un)?restrict .*\n/gm, '').split(/^--\n-- (?=Name: )/m);
  for (const entry of entries.slice(1)) {
    const [heading = ''] = entry.split('\n', 1);
    const sql = entry
      .slice(heading.length)
      .replace(/^\n--\n/, '')
      .replace(/\n--\n-- PostgreSQL database dump complete\n--\s*$/, '')
      .trim();
    // "*not* creating schema, since initdb creates it": a heading that announces nothing.
    if (/^(?:--.*\s*)*$/.test(sql)) continue;
    // pg_dump may write the same heading twice, for two functions of one name in two languages' casts, for instance.
    const name = heading.replace(/; Owner: .*$/, '');
    let key = name;
    for (let twin = 2; objects.has(key); twin++) key = `${name} (${twin})`;
    objects.set(key, sql);
  }
  return objects;
}
