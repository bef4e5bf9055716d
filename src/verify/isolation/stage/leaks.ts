/** What was tried, what leaked, and which leaks the conversion declared. */
import { unquoted } from '../../sql/names.js';

export const ATTACKS = [
  'read',
  'write',
  'foreign key',
  'unique',
  'exclusion',
  'function',
  'temporary object',
  'superuser owner',
  'truncate',
  'create',
] as const;
export type AttackKind = (typeof ATTACKS)[number];

/** A leak that the conversion declares: an entry of the report's `known`. */
export interface Known {
  readonly relation: string;
  readonly attack: string;
  /** The constraint or index. */
  readonly name?: string;
  /** For an open table: its rows are everybody's, so a reference to them takes nothing of another tenant. */
  readonly rows?: 'everybody';
  /** For a function: it returns a tenant's key, and nothing else of another tenant. */
  readonly returns?: 'key';
  readonly why: string;
}

export interface Leak {
  /** A relation, a function without its arguments, or a schema in which objects can be created. */
  readonly relation: string;
  readonly attack: AttackKind;
  /** The constraint or index; or the role that truncates or creates. */
  readonly name?: string;
  /** The statement, with its role and settings. */
  readonly statement: string;
  /** What the statement shows. */
  readonly shows: string;
}

export type Verdict = 'closed' | 'known' | 'leak' | 'not applicable';

export interface Cell {
  readonly relation: string;
  readonly attack: AttackKind;
  readonly verdict: Verdict;
  /** Number of attempts. */
  readonly tried: number;
}

/** A declared leak, with the leak as it was found. */
export interface Shown extends Known {
  readonly leak: Leak;
}

/** Collects what the attacks find. */
export class Findings {
  readonly leaks: Leak[] = [];
  /** Open according to the catalog, though no attack succeeded: may be declared, but need not be. */
  readonly admitted: Leak[] = [];
  private readonly counts = new Map<string, number>();
  /** Attacks that failed for an unrelated reason, so that they prove nothing. */
  readonly unclear: { readonly relation: string; readonly attack: AttackKind; readonly why: string }[] = [];

  tried(relation: string, attack: AttackKind, times = 1): void {
    const key = `${attack}\0${relation}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + times);
  }

  triedOf(relation: string, attack: AttackKind): number {
    return this.counts.get(`${attack}\0${relation}`) ?? 0;
  }

  /** Functions and schemas come after the relations. */
  get relations(): readonly string[] {
    return [...this.counts.keys()].map((key) => key.slice(key.indexOf('\0') + 1));
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Keeps the first statement that shows a leak. */
  leak(leak: Leak): void {
    if (!this.leaks.some((one) => keyOf(one) === keyOf(leak))) this.leaks.push(leak);
  }
}

interface Named {
  readonly relation: string;
  readonly attack: string;
  readonly name?: string;
}

const NAMED = new Set<string>([
  'foreign key',
  'unique',
  'exclusion',
  'write',
  'truncate',
  'create',
] satisfies AttackKind[]);

/** Each key of a relation is declared separately. */
const keyOf = ({ relation: given, attack, name }: Named): string => {
  const relation = attack === 'function' ? given.replace(/\(.*$/s, '') : given.replace(/(?<=\(.*) /gs, '');
  const own = NAMED.has(attack) ? unquoted(name ?? relation) : '';
  // A leak of the relation itself has no key.
  return [unquoted(relation), attack, own === unquoted(relation) ? '' : own].join('\0');
};

export interface Judgement {
  readonly undeclared: readonly Leak[];
  readonly shown: readonly Shown[];
  /** Declared leaks that no attack showed. */
  readonly unfounded: readonly Known[];
}

export function judge(known: readonly Known[], { leaks, admitted }: Findings): Judgement {
  const found = new Map([...admitted, ...leaks].map((leak) => [keyOf(leak), leak]));
  const declared = new Set(known.map(keyOf));
  return {
    undeclared: leaks.filter((leak) => !declared.has(keyOf(leak))),
    shown: known.flatMap((one) => {
      const leak = found.get(keyOf(one));
      return leak === undefined ? [] : [{ ...one, leak }];
    }),
    unfounded: known.filter((one) => !found.has(keyOf(one))),
  };
}

export function cellsOf(
  relations: readonly string[],
  findings: Findings,
  { undeclared, shown }: Judgement,
): Cell[] {
  const keys = (leaks: readonly Named[]): Set<string> =>
    new Set(leaks.map(({ relation, attack }) => keyOf({ relation, attack })));
  const [open, known] = [keys(undeclared), keys(shown)];
  return relations.flatMap((relation) =>
    ATTACKS.map((attack): Cell => {
      const key = keyOf({ relation, attack });
      const tried = findings.triedOf(relation, attack);
      const verdict = open.has(key)
        ? 'leak'
        : known.has(key)
          ? 'known'
          : tried > 0
            ? 'closed'
            : 'not applicable';
      return { relation, attack, verdict, tried };
    }),
  );
}
