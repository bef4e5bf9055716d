/** The files of a migration in phases, and the parts of an action that go into each. */
import type { Step } from '../../kinds/base/verbs.js';

/**
 * `values`: new values of enum types, which only a later transaction can use. `expand`: what is added. `backfill`: what takes long,
 * outside a transaction. `contract`: what is removed, and what needs the rows as they are then.
 */
export const PHASES = ['values', 'expand', 'backfill', 'contract'] as const;
export type Phase = (typeof PHASES)[number];

export type Parts = Readonly<Partial<Record<Phase, readonly Step[]>>>;

export const later = (one: Phase, other: Phase): Phase =>
  PHASES.indexOf(one) >= PHASES.indexOf(other) ? one : other;

export const latest = (all: readonly Phase[]): Phase => all.reduce(later, 'values');
