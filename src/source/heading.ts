/**
 * The comment that pg_dump writes above each object: `-- Name: patients; Type: TABLE; Schema: clinical; Owner:
 * hims`. Only a cross-check of the result, never the splitter: any function body can contain the same line.
 */

export interface Heading {
  /** As pg_dump wrote it: unquoted, newlines turned to spaces, arguments or table name included. */
  readonly name: string;
  /** pg_dump's term: `TABLE`, `FK CONSTRAINT`, `ACL`. */
  readonly type: string;
  /** `-` if the object has none. */
  readonly schema: string;
  /** Empty if it has none, or the dump was made with --no-owner. */
  readonly owner: string;
  readonly line: number;
}

// The name is greedy, since it may contain `; Type: `: the last one is pg_dump's.
const HEADING =
  /^-- (?:(?:Data|Statistics) for )?Name: (.*); Type: ([^;]*); Schema: (.*?)(?:; Owner: ?(.*?))?(?:; Tablespace: ?(.*))?$/;

export function readHeading(comment: string, line: number): Heading | undefined {
  const found = HEADING.exec(comment.trimEnd());
  if (!found) return undefined;
  return { name: found[1]!, type: found[2]!, schema: found[3]!, owner: found[4] ?? '', line };
}
