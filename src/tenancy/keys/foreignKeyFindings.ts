/** Leaks between tenants that remain through foreign keys, for the report and for verify. */
import { quoteName, shownName } from '../../catalog/names.js';
import type { Known } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { nameOfForeignKey } from './foreignKeys.js';
import type { Single } from './keyPlan.js';
import { listed } from './listed.js';
import { pasted } from '../../facts/names/patterns.js';
import type { ForeignKey } from '../../facts/relations/relations.js';

export const knownForeignKeys = (singles: readonly Single[]): Known[] =>
  singles.map(({ foreignKey, why: { why } }) => ({
    relation: shownName(foreignKey.table),
    attack: 'foreign key',
    name: nameOfForeignKey(foreignKey),
    why,
  }));

export const knownDeferrable = (keys: readonly ForeignKey[]): Known[] =>
  keys.map((key) => ({
    relation: shownName(key.table),
    attack: 'foreign key',
    name: nameOfForeignKey(key),
    why: 'it is DEFERRABLE: SET CONSTRAINTS can make PostgreSQL check it before the one over the tenant column, and its error then reveals whether another tenant has the row',
  }));

export function deferrableFindings(keys: readonly ForeignKey[]): Diagnostic[] {
  if (keys.length === 0) return [];
  const names = keys.map((key) => `${nameOfForeignKey(key)} of ${pasted(key.table)}`).toSorted();
  return [
    {
      severity: 'info',
      code: 'keys/deferrable',
      message: `SET CONSTRAINTS can make PostgreSQL check DEFERRABLE foreign keys (${keys.length}) before those over the tenant column: ${listed(names)}. A tenant can then find out whether another tenant has a row.`,
      help: 'Make them NOT DEFERRABLE in the design unless the application defers them; the report lists each as known.',
      object: `table ${keys.map(({ table }) => quoteName(table)).toSorted()[0]!}`,
    },
  ];
}

/** One per cause: many foreign keys may refer to a table whose column may be NULL. */
export function singleFindings(singles: readonly Single[]): Diagnostic[] {
  const causes = new Map<string, Single[]>();
  for (const one of singles) {
    const cause = `${quoteName(one.why.about.name)}\0${one.why.why}`;
    causes.set(cause, [...(causes.get(cause) ?? []), one]);
  }
  return [...causes]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, all]) => {
      const { why, about } = all[0]!.why;
      const names = all.map(
        ({ foreignKey }) => `${nameOfForeignKey(foreignKey)} of ${pasted(foreignKey.table)}`,
      );
      const [stay, them] =
        all.length === 1 ? ['A foreign key stays', 'it'] : [`${all.length} foreign keys stay`, 'them'];
      return {
        severity: 'warning',
        code: 'keys/single-foreign-key',
        message: `${stay} without the tenant column, because ${why}. Through ${them} a tenant can refer to another tenant’s row and find out whether it exists: ${listed(names)}.`,
        help: 'Fix the cause in the design, or accept it: the report lists each as known.',
        object: `table ${quoteName(about.name)}`,
      };
    });
}
