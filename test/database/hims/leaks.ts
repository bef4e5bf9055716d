/** What was found against what the report declares: neither may have anything that the other has not. */
import type { Conversion } from '../../../src/index.js';
import type { Attack, Kind } from './attacks.js';
import type { Outcome } from './session.js';

export interface Leak {
  readonly kind: Kind;
  /** A relation, or a function without its arguments. */
  readonly relation: string;
  /** A constraint or an index, where several of one relation may leak. */
  readonly name?: string;
  /** What shows it. */
  readonly evidence: string;
}

/** Of these several of one relation may leak, each by a constraint or an index, and each is to be shown by itself. */
const BY_NAME: readonly string[] = ['foreign key', 'unique', 'write'];

export const keyOf = (kind: string, relation: string, name: string | undefined): string =>
  [kind, relation.replace(/\(.*$/, '').replaceAll('"', ''), ...(name === undefined ? [] : [name])].join(' ');

export interface Verdict {
  /** Leaks that the report does not know. */
  readonly undeclared: readonly string[];
  /** Leaks that the report declares, and that nothing shows. */
  readonly unfounded: readonly string[];
}

/** A leak without a name is known where anything of its relation is; one that is declared by name is shown by name alone. */
export function judge(conversion: Conversion, kinds: readonly Kind[], leaks: readonly Leak[]): Verdict {
  // These attacks are on tables of tenants; verify attacks those that are open by name.
  const known = conversion.report.known.filter(
    ({ attack, rows }) => rows === undefined && kinds.some((kind) => kind === attack),
  );
  const declared = new Set(
    known.map(({ attack, relation, name }) =>
      keyOf(attack, relation, BY_NAME.includes(attack) ? name : undefined),
    ),
  );
  const relations = new Set(known.map(({ attack, relation }) => keyOf(attack, relation, undefined)));
  const found = new Map(leaks.map((leak) => [keyOf(leak.kind, leak.relation, leak.name), leak]));
  return {
    undeclared: [...found].flatMap(([key, { name, evidence }]) =>
      (name === undefined ? relations : declared).has(key) ? [] : [`${key}: ${evidence}`],
    ),
    unfounded: [...declared].filter((key) => !found.has(key)),
  };
}

export const TIGHT: Verdict = { undeclared: [], unfounded: [] };

export const leaksOf = (attacks: readonly Attack[], outcomes: readonly Outcome[], role: string): Leak[] =>
  attacks.flatMap(({ kind, relation, sql, leaked }, at) =>
    leaked(outcomes[at]!) ? [{ kind, relation, evidence: `${role}: ${sql.slice(0, 200)}` }] : [],
  );
