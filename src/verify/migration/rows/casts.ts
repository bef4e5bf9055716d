/** What values of a type are in another one. */
import { attempt, type Database, type Row } from '../../engine/engine.js';
import { literal } from '../base/literal.js';
import type { Values } from './difference.js';

export class Casts {
  constructor(private readonly database: Database) {}

  /**
   * Values of a column whose type changes, as the new type shows them. Where several forms are right, the one that is
   * there counts. The old type may be gone.
   */
  async of(texts: Values, from: string, to: string, there: Values): Promise<Values> {
    if (from === to || texts.length === 0) return texts;
    const found = sorted(there);
    let first: Values | undefined;
    for (const cast of [`::${from}::${to}`, `::${to}`, `::${from}::text::${to}`]) {
      const as = await this.cast(texts, cast);
      if (as && sorted(as) === found) return as;
      first ??= as;
    }
    return sorted(texts) === found ? texts : (first ?? texts);
  }

  private async cast(texts: Values, cast: string): Promise<Values | undefined> {
    const values = texts
      .map((text, n) => `SELECT ${n} AS n, (${literal(text)}${cast}) AS v`)
      .join(' UNION ALL ');
    const query = `SELECT CASE WHEN pg_catalog.num_nulls(v) = 0 THEN pg_catalog.format('%s', v) END AS text
      FROM (${values}) s ORDER BY n`;
    if (await attempt(this.database, query)) return undefined;
    return (await this.database.query<{ text: string | null } & Row>(query)).map(({ text }) => text);
  }
}

const sorted = (values: Values): string =>
  JSON.stringify(values.map((one) => JSON.stringify(one)).toSorted());
