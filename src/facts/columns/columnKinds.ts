/** What a column's type can hold, as far as audit columns need it. */
import type { Node, TypeName } from '../../grammar.js';
import { sqlType } from '../../catalog/sqlType.js';
import { type Domains } from './domains.js';
import { remembered } from '../../catalog/remembered.js';

export interface ColumnKind {
  readonly is: 'time' | 'date' | 'text' | 'integer' | 'other';
  /** A time without a zone. */
  readonly zoneless: boolean;
  /** Characters that fit in. */
  readonly room: number;
  /** SQL without modifiers; for a domain, its base type. */
  readonly type: string;
}

const TIMES = ['timestamp with time zone', 'timestamp without time zone'];
const INTEGERS = ['smallint', 'integer', 'bigint'];
const TEXT = /^(text|character varying|character|(.*\.)?citext)$/;

function roomOf(type: TypeName | undefined): number {
  const [first] = type?.typmods ?? [];
  const said = (first as Extract<Node, { A_Const: object }> | undefined)?.A_Const.ival?.ival;
  return said ?? (sqlType(type) === 'character' ? 1 : Infinity);
}

const NONE: Domains = new Map();

/** @param domains domains of the dump, to resolve each to its base type */
export function columnKind(type: TypeName | undefined, domains: Domains = NONE): ColumnKind {
  const below = domains.get(sqlType(type));
  if (below) return columnKind(below, domains);
  return type ? kindOfType(type) : { is: 'other', zoneless: false, room: 0, type: '' };
}

const kindOfType = remembered((type: TypeName): ColumnKind => {
  const name = sqlType(type);
  const kind = (is: ColumnKind['is'], room = 0): ColumnKind => ({
    is,
    zoneless: name === 'timestamp without time zone',
    room,
    type: name,
  });
  if (TIMES.includes(name)) return kind('time');
  if (name === 'date') return kind('date');
  if (INTEGERS.includes(name)) return kind('integer');
  return TEXT.test(name) ? kind('text', roomOf(type)) : kind('other');
});

/** The longest text of a type's values, in characters; undefined where that depends. */
const LETTERS: ReadonlyMap<string, number> = new Map(
  Object.entries({ uuid: 36, bigint: 20, integer: 11, smallint: 6 }),
);

/** True where every value of the type fits in as text. */
export const holds = ({ is, room }: ColumnKind, type: string): boolean =>
  is === 'text' && room >= (LETTERS.get(type) ?? Infinity);
