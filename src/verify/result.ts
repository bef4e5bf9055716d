/** A verification as data, for a JSON file: see verification.ts. */
import type {
  AttackResult,
  FoundDifference,
  FoundFailure,
  FoundIsolation,
  FoundLeak,
  VerificationResult,
} from '../verification.js';
import type { Difference } from './fidelity/compare.js';
import type { IsolationResult } from './isolation/isolation.js';
import type { Leak } from './isolation/stage/leaks.js';
import type { NotRun } from './load/limits.js';
import type { Failure } from './load/load.js';
import type { Declaration } from './fidelity/report.js';
import { isWrong } from './rerun.js';
import type { Verification } from './verify.js';

export interface Digests {
  readonly dump: string;
  readonly baseline: string;
}

const failure = ({ statement, message }: Failure): FoundFailure => ({
  line: statement.line,
  statement: statement.text,
  message,
});

const notRun = ({ why, ...one }: NotRun): FoundFailure => ({ ...failure(one), why });

const nameOf = ({ kind, name }: Pick<Difference, 'kind' | 'name'>): string => `${kind} ${name}`;
const difference = ({ kind, name, lines }: Difference): FoundDifference => ({
  object: nameOf({ kind, name }),
  lines,
});
const declaration = ({ is, kind, name, table, what }: Declaration): string =>
  `${kind} ${table === undefined ? '' : `${table}.`}${name}: ${is}, ${what}`;

export function resultOf(found: Verification, { dump, baseline }: Digests): VerificationResult {
  const { fidelity, isolation } = found;
  return {
    ok: found.ok,
    engine: found.engine,
    dump: { sha256: dump, statements: found.dump?.statements.length ?? 0 },
    baseline: { sha256: baseline, statements: found.statements },
    without: [...(found.owners ? [] : ['owners']), ...(found.privileges ? [] : ['privileges'])],
    notRun: [...found.notRunOfDump, ...found.notRun].map(notRun),
    unjudged: found.unjudged.map(failure),
    failures: found.failures.map(failure),
    fidelity: {
      equal: fidelity.equal,
      added: counted(fidelity.added.map(({ kind }) => kind)),
      declared: fidelity.declared.map((one) => ({ ...difference(one), by: one.by })),
      missing: fidelity.missing.map(nameOf),
      unexpected: fidelity.unexpected.map(nameOf),
      changed: fidelity.changed.map(difference),
      unfounded: fidelity.unfounded.map(declaration),
    },
    rerun: {
      stops: found.stops,
      wrong: found.reruns.filter(isWrong).map(({ name, failures, drift }) => ({
        run: name,
        failures: failures.map(failure),
        drift: drift.map(difference),
      })),
    },
    lints: found.findings.map(({ code, object, message }) => ({
      code,
      ...(object === undefined ? {} : { object }),
      message,
    })),
    ...(isolation && {
      isolation: 'isolated' in isolation ? isolationOf(isolation) : { failed: isolation.message },
    }),
    ...(found.isolatedOn === undefined ? {} : { isolatedOn: found.isolatedOn }),
  };
}

function counted(kinds: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const kind of kinds.toSorted()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return Object.fromEntries(counts);
}

const leak = ({ relation, attack, name, statement, shows }: Leak): FoundLeak => ({
  relation,
  attack,
  ...(name === undefined ? {} : { name }),
  statement,
  shows,
});

function isolationOf(found: IsolationResult): FoundIsolation {
  const relations = new Map<string, Record<string, AttackResult>>();
  for (const { relation, attack, verdict } of found.matrix) {
    const attacks = relations.get(relation) ?? {};
    attacks[attack] = verdict === 'not applicable' ? 'n/a' : verdict;
    relations.set(relation, attacks);
  }
  return {
    attacks: found.attacks,
    tables: found.tenantTables,
    parties: found.parties,
    leaks: found.undeclared.map(leak),
    known: found.shown.map(({ why, leak: shown }) => ({ ...leak(shown), why })),
    unfounded: found.unfounded.map(
      ({ relation, attack, name }) => `${relation}: ${attack}${name === undefined ? '' : ` ${name}`}`,
    ),
    unfilled: found.unfilled.map(({ relation, why }) => `${relation}: ${why}`),
    unclear: [
      ...found.unclear.map(({ relation, attack, why }) => `${relation}: ${attack} ${why}`),
      ...found.lost.map(({ statement, why }) => `${statement}: ${why}`),
    ],
    blank: found.blank,
    relations: [...relations].map(([name, attacks]) => ({ name, attacks })),
  };
}

export const resultJson = (result: VerificationResult): string => `${JSON.stringify(result, null, 2)}\n`;
