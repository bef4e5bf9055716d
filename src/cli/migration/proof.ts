/** Proves a migration in scratch databases, before it is written. */
import type { Migration } from '../../migration.js';
import type { EngineOptions } from '../../verify/engines.js';
import { shownPath } from './decisions.js';
import type { Rename } from './renames.js';

export interface Proof {
  readonly isProven: boolean;
  readonly text: string;
}

interface ProofOptions {
  readonly renames: readonly Rename[];
  readonly engine: EngineOptions;
  readonly say: (what: string) => void;
}

const textsOf = (side: Migration['old']): readonly string[] => ('dump' in side ? [side.dump] : side.baseline);

export async function proofOf(
  migration: Migration,
  { renames, engine: options, say }: ProofOptions,
): Promise<Proof> {
  say('Proving');
  const [{ openEngine }, { proveMigration }, { renderProof }] = await Promise.all([
    import('../../verify/engines.js'),
    import('../../verify/migration/proof.js'),
    import('../../verify/migration/text.js'),
  ]);
  const { old, new: now, sql, plan } = migration;
  const engine = await openEngine(options, ...textsOf(old), ...textsOf(now), sql);
  try {
    const proof = await proveMigration({
      engine,
      old,
      new: now,
      migration: [{ text: sql, transaction: true }],
      mayLose: plan.losses.map((lost) => lost.replace(/^.*?\b(?:table|column) /, '')),
      renames: renames.map(({ from, to }) => ({ from: shownPath(from), to: shownPath(to) })),
      say,
    });
    return { isProven: proof.verdict === 'proven', text: renderProof(proof) };
  } finally {
    await engine.close();
  }
}
