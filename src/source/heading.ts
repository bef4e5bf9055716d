/**
 * The comment that pg_dump writes above each object: `-- Name: patients; Type: TABLE; Schema: clinical; Owner: hims`.
 * A cross-check of what was found, never the splitter: the same line can stand in any function body.
 */

export interface Heading {
  /** As pg_dump wrote it: unquoted, newlines turned to spaces, arguments or table name included. */
  readonly name: string;
  /** pg_dump's own word: `TABLE`, `FK CONSTRAINT`, `ACL`. */
  readonly type: string;
  /** `-` where the object is in none. */
  readonly schema: string;
  /** Empty where it has none, or the dump was made with --no-owner. */
  readonly owner: string;
  readonly line: number;
}

// The name is greedy: it may itself hold `; Type: `, and the last one is pg_dump's.
const HEADING =
  /^-- (?:(?:Data|Statistics) for )?Name: (.*); Type: ([^;]*); Schema: (.*?)(?:; Owner: ?(.*?))?(?:; Tablespace: ?(.*))?$/;

export function readHeading(comment: string, line: number): Heading | undefined {
  const found = HEADING.exec(comment.trimEnd());
  if (!found) return undefined;
  return { name: found[1]!, type: found[2]!, schema: found[3]!, owner: found[4] ?? '', line };
}
