/** The server that the output is for: the one that the settings name, or that the dump comes from. */
import type { Catalog } from '../catalog/catalog.js';
import type { Head } from '../source/head.js';

/** The versions that the output can be for; a dump of an older server is loaded into the oldest of these. */
const [OLDEST, NEWEST, UNKNOWN] = [13, 18, 15];

/** From here on NOT NULL constraints have names, and pg_dump writes them for older servers too. */
const NAMED_NOT_NULL = 18;

/** @param postgres the version that the settings name */
export function targetOf(
  { server, writer = 0 }: Pick<Head, 'server' | 'writer'>,
  postgres: number | undefined,
): Pick<Catalog, 'target' | 'namedNotNull'> {
  const said = postgres ?? server;
  const version = Math.min(NEWEST, Math.max(OLDEST, said ?? UNKNOWN));
  const newest = Math.max(version, postgres === undefined ? writer : 0);
  return { target: { version, assumed: said === undefined }, namedNotNull: newest >= NAMED_NOT_NULL };
}
