/**
 * Proves the migrations of adopt in scratch databases, before they are written. Each table has one sample row, so that all belong to one
 * tenant. What the backfill leaves open, the proof decides as a person would, so that the contract goes on.
 */
import type { Adoption } from '../../adoption.js';
import { quoteIdentifier, quoteLiteral } from '../../catalog/names.js';
import type { EngineOptions } from '../../verify/engines.js';
import type { Proof } from './proof.js';

interface ProofOptions {
  /** The dump as the engine loads it. */
  readonly dump: string;
  readonly engine: EngineOptions;
  readonly say: (what: string) => void;
}

type Column = Adoption['required'][number];

interface File {
  readonly text: string;
  readonly transaction: boolean;
}

export async function adoptionProof(
  adoption: Adoption,
  { dump, engine: options, say }: ProofOptions,
): Promise<Proof> {
  say('Proving');
  const [{ openEngine }, { proveMigration }, { renderProof }] = await Promise.all([
    import('../../verify/engines.js'),
    import('../../verify/migration/proof.js'),
    import('../../verify/migration/text.js'),
  ]);
  const { files, baseline, apart } = adoption;
  const engine = await openEngine(options, dump, baseline, ...files.map(({ sql }) => sql));
  try {
    const proof = await proveMigration({
      engine,
      old: { dump },
      new: { baseline: [baseline] },
      migration: steps(adoption, engine.superuser),
      related: oneTenant(adoption),
      apart,
      // Only a superuser can own an event trigger, and the roles of a scratch database are none.
      ...(adoption.hasEventTriggers ? { owners: false } : {}),
      say,
    });
    return { isProven: proof.verdict === 'proven', text: renderProof(proof) };
  } finally {
    await engine.close();
  }
}

const set = ({ table, column }: Column, { tenants, only }: Adoption, where: string): string => {
  const [name, key] = [column, tenants!.key].map(quoteIdentifier);
  const value = only === undefined ? `(SELECT ${key} FROM ${tenants!.table} LIMIT 1)` : quoteLiteral(only);
  return `UPDATE ${table} SET ${name} = ${value} WHERE ${name} ${where}`;
};

/** Rows of a tenant column without a foreign key, too. */
export function oneTenant(adoption: Adoption): string[] {
  const { tenants, only, tenantColumns } = adoption;
  if (!tenants) return [];
  const itself =
    only === undefined ? [] : [set({ table: tenants.table, column: tenants.key }, adoption, 'IS NOT NULL')];
  return [...itself, ...tenantColumns.map((one) => set(one, adoption, 'IS NOT NULL'))];
}

/** The files; before the last, the decisions about rows without a tenant. */
export function steps(adoption: Adoption, isSuperuser: boolean): File[] {
  const { files, tenants, required } = adoption;
  // Triggers may refuse changes.
  const silent = isSuperuser ? ['SET LOCAL session_replication_role = replica;'] : [];
  const decisions = tenants ? [...silent, ...required.map((one) => `${set(one, adoption, 'IS NULL')};`)] : [];
  return files.flatMap(({ step, sql, transaction }) => [
    ...(step === 'contract' && decisions.length > 0
      ? [{ text: decisions.join('\n'), transaction: true }]
      : []),
    { text: sql, transaction },
  ]);
}
