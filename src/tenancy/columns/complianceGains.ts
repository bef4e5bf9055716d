/** Columns that laws and standards ask for, by the profile of a table: health records, money, exchange, persons. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Key } from '../../catalog/object.js';
import type { TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics.js';
import { expression } from '../../house/sql.js';
import { relationKey } from '../../kinds/alterTable.js';
import type { ComplianceProfile, Settings } from '../../settings.js';
import { ConstraintNames } from '../constraintNames.js';
import { bareNames, withoutBareNames } from '../tables/bareNames.js';
import { checkGain, columnGain } from './columnText.js';
import {
  consentColumn,
  consentReference,
  consentsOf,
  isConsent,
  isDefaultConsent,
  needsNoConsent,
} from './consents.js';
import { isLeftover } from '../evidence.js';
import { fixedFinding, fixedRows, whyFixed } from '../tables/fixedRows.js';
import { clashesBelow, type Family, type Gain, type Gained, gainsOf } from './gains.js';
import { matches } from '../patterns.js';
import { isAppendOnly } from './auditSet.js';
import { relationsOf } from '../tables/relations.js';

export interface CompliancePlan {
  readonly gains: ReadonlyMap<Key, Gained>;
  /** Foreign keys to the consent artefacts. */
  readonly statements: readonly string[];
  readonly findings: readonly Diagnostic[];
}

/** The first profile that the table's name fits. Masters, logs and leftovers have none. */
export function profileOf(table: TableTenancy, settings: Settings): ComplianceProfile | undefined {
  const { name, form } = table;
  if (!['tenant', 'mixed'].includes(table.class) || !['table', 'fixed'].includes(form)) return undefined;
  if (isAppendOnly(table, settings.audit) || isLeftover(name)) return undefined;
  return Object.values(settings.compliance).find(({ tables }) => matches(tables, name));
}

/** Who deleted a row is a user: of the type that the dump knows users by. */
const DELETED_BY = 'deleted_by uuid';

export function complianceGains(catalog: Catalog, tenancy: Tenancy, settings: Settings): CompliancePlan {
  const relations = relationsOf(catalog);
  const fixed = fixedRows(catalog);
  const bare = bareNames(catalog);
  const consents = consentsOf(relations);
  const names = new ConstraintNames(catalog, tenancy.prefix);
  const statements: string[] = [];
  const findings: Diagnostic[] = [];

  const gainOf = (text: string): Gain => {
    if (text === DELETED_BY) return columnGain(`deleted_by ${tenancy.currentUser.type}`);
    return columnGain(consentColumn(text, consents));
  };
  const wanted = (family: Family): readonly Gain[] => {
    const { relation, columns, below } = family;
    const table = tenancy.tables.get(relationKey(relation.name));
    const profile = table && profileOf(table, settings);
    if (!profile) return [];
    const without = consents && needsNoConsent(relation, consents);
    const missing = profile.columns
      .map(gainOf)
      .filter(({ name }) => !columns.has(name) && !clashesBelow(name, below))
      .filter(({ name }) => !(without && isConsent(name)));
    if (missing.length === 0) return [];
    const why = whyFixed(table, family, fixed);
    if (why !== undefined) {
      const left = missing.map(({ name }) => name);
      findings.push(fixedFinding('compliance', relation.name, why, left));
      return [];
    }
    const possible = withoutBareNames('compliance', relation.name, missing, bare);
    findings.push(...possible.findings);
    const own = new Set(possible.columns.map(({ name }) => name));
    if (consents && [...own].some(isConsent) && profile.columns.some(isDefaultConsent))
      statements.push(consentReference(relation, consents, names));
    return [...possible.columns, ...checks(profile, own, family)];
  };
  /** A CHECK over a column of the dump might refuse what the application writes there. */
  const checks = (
    profile: ComplianceProfile,
    own: ReadonlySet<string>,
    { relation, below }: Family,
  ): Gain[] =>
    profile.checks.flatMap((condition) => {
      const named = expression(condition).columns;
      if (!named.every((name) => own.has(name))) return [];
      const children = below.map((child) => child.name);
      const name = names.take(relation.name, named.slice(0, 1), 'check', children);
      return [checkGain(name, condition)];
    });
  return { gains: gainsOf(relations, wanted), statements, findings };
}
