/** Types for a row of the table of constructs. */
import type { Name } from '../catalog/names.js';
import type { ColumnDef } from '../grammar.js';
import type { Edit } from '../source/edits.js';
import type { Words } from './edits.js';
import type { NodeName, NodeOf, Spot } from './walk.js';

/** Tables that inherit from others: a difference in a parent is also in them. */
export interface Heirs {
  /** All tables below it. */
  of(table: Name): readonly Name[];
  /** The column as the table itself defines it. */
  column(table: Name, name: string): ColumnDef | undefined;
}

/** What a construct depends on in the dump, besides its statement. */
export interface Context {
  /** Names of the dump's routines. */
  readonly routines: ReadonlySet<string>;
  /** Its partitioned tables, as keys of relations. */
  readonly partitioned: ReadonlySet<string>;
  readonly heirs: Heirs;
}

/** Where a node was found. */
export interface Place {
  readonly spot: Spot;
  readonly words: Words;
  /** Where the node begins in the statement, as far as the tree has that. */
  readonly offset: number;
  /** The server that the output is for. */
  readonly version: number;
  readonly context: Context;
  /** The statement concerns a partitioned table. */
  readonly partitioned: boolean;
}

/** What an older server gets. */
export type Older =
  | { readonly is: 'refused'; readonly help: string }
  | ({ readonly is: 'leftOut'; readonly why: string } & Alike)
  | ({ readonly is: 'written'; readonly edit: Edit; readonly how: string } & Alike);

interface Alike {
  /** A newer server's catalogs show no difference, or it concerns the whole cluster. */
  readonly alike?: boolean;
}

export interface Construct {
  /** Subject of the message: "NOT ENFORCED". */
  what(node: object): string;
  readonly node: NodeName;
  /** The version that introduced it; undefined if this node is not one. */
  since(node: object, place: Place): number | undefined;
  older(node: object, place: Place): Older;
}

export const refused = (
  help = 'Change it in the design, or convert for a newer server (--postgres).',
): Older => ({
  is: 'refused',
  help,
});
export const leftOut = (why: string): Older => ({ is: 'leftOut', why });
export const written = (edit: Edit, how: string): Older => ({ is: 'written', edit, how });
export const alike = (older: Older): Older => (older.is === 'refused' ? older : { ...older, alike: true });

/**
 * A row: PostgreSQL has `what` since that version.
 * @param since for some nodes it depends on what they name; undefined: not this construct
 * @param when absent: each such node; otherwise those for which it is truthy
 * @param older absent: an error
 */
export function row<K extends NodeName>(
  node: K,
  what: string | ((node: NodeOf<K>) => string),
  since: number | ((node: NodeOf<K>, place: Place) => number | undefined),
  when?: (node: NodeOf<K>, place: Place) => unknown,
  older?: (node: NodeOf<K>, place: Place) => Older,
): Construct {
  return {
    node,
    what: (given) => (typeof what === 'string' ? what : what(given as NodeOf<K>)),
    since: (given, place) => {
      const own = given as NodeOf<K>;
      if (when && !when(own, place)) return undefined;
      return typeof since === 'number' ? since : since(own, place);
    },
    older: (given, place) => older?.(given as NodeOf<K>, place) ?? refused(),
  };
}

/** Calls `found` for the node itself and its ancestors until it answers. */
function upwards<T>(spot: Spot | undefined, found: (spot: Spot) => T | undefined): T | undefined {
  for (let at = spot; at; at = at.parent) {
    const answer = found(at);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

export const within = ({ spot }: Place, ...names: readonly NodeName[]): boolean =>
  upwards(spot.parent, ({ name }) => (names as readonly string[]).includes(name) || undefined) ?? false;

/** The nearest ancestor of that name. */
export const around = <K extends NodeName>({ spot }: Place, wanted: K): NodeOf<K> | undefined =>
  upwards(spot.parent, ({ name, node }) => (name === wanted ? (node as NodeOf<K>) : undefined));
