/**
 * pg_dump's first and last comment, and pg_dumpall's around them: a dump with the first and not the last was cut
 * off. Each part of --section has both, so joined files are checked one by one.
 * https://www.postgresql.org/docs/current/app-pgdump.html
 */

const FRAME = /^-- PostgreSQL database (cluster )?dump( complete)?\s*$/;

export const isFrame = (comment: string): boolean => FRAME.test(comment);

interface Open {
  readonly cluster: boolean;
  readonly offset: number;
}

export class Frames {
  /** Offset of the first line of the first dump, and after the last line of the last one. */
  begin: number | undefined;
  complete: number | undefined;
  /** Offset of the last comment of a database's dump, be it its first or its last line. */
  last: number | undefined;
  private readonly open: Open[] = [];
  private readonly cut: number[] = [];

  /** A comment from `at` to `end`. */
  comment(comment: string, at: number, end: number): void {
    const found = FRAME.exec(comment);
    if (!found) return;
    const cluster = found[1] !== undefined;
    if (!cluster) this.last = at;
    if (found[2] === undefined) {
      this.begin ??= at;
      // Databases are inside a cluster; nothing is inside a database.
      this.cutWhile((other) => cluster || !other.cluster);
      this.open.push({ cluster, offset: at });
    } else {
      this.complete = end;
      if (cluster) this.cutWhile((other) => !other.cluster);
      if (this.open.at(-1)?.cluster === cluster) this.open.pop();
    }
  }

  /** Offsets of the first comments that have no last one. */
  get unfinished(): readonly number[] {
    return [...this.cut, ...this.open.map(({ offset }) => offset)].toSorted((a, b) => a - b);
  }

  private cutWhile(ended: (frame: Open) => boolean): void {
    while (this.open.length > 0 && ended(this.open.at(-1)!)) this.cut.push(this.open.pop()!.offset);
  }
}
