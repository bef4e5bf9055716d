/** Columns that laws and standards require, by a table's profile: health records, money, exchange, persons. */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteName } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import type { Tenancy } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { expression } from '../../authoredSql/sql.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { columnMeaningsBlock, type Explained } from '../../kinds/ours/columnMeanings.js';
import type { ComplianceProfile, Settings } from '../../settings/settings.js';
import { ConstraintNames } from '../names/constraintNames.js';
import { bareNames, withoutBareNames } from './unqualifiedColumns.js';
import { checkGain, columnGain } from './columnText.js';
import { gainsNothing, holdingFindings } from './complianceFindings.js';
import { meaningOf } from './complianceSynonyms.js';
import {
  consentColumn,
  consentReference,
  consentsOf,
  isConsent,
  isDefaultConsent,
  needsNoConsent,
} from './consents.js';
import { fixedFinding, fixedRows, whyFixed } from './fixedRows.js';
import { clashesBelow, type Family, type Gain, type Gained, gainsOf } from './gains.js';
import { holdsOf } from './holding.js';
import { profileOf } from './profiles.js';
import { relationsOf } from '../../facts/relations/relations.js';
import { domainsOf } from '../../facts/columns/domains.js';

export interface CompliancePlan {
  readonly gains: ReadonlyMap<Key, Gained>;
  /** Foreign keys to the consent artefacts. */
  readonly statements: readonly string[];
  /** Blocks with the columns' comments. */
  readonly meanings: readonly string[];
  readonly findings: readonly Diagnostic[];
}

/** The user who deleted the row, with the type of the dump's user ids. */
const DELETED_BY = 'deleted_by uuid';

export function complianceGains(catalog: Catalog, tenancy: Tenancy, settings: Settings): CompliancePlan {
  const relations = relationsOf(catalog);
  const domains = domainsOf(catalog);
  const fixed = fixedRows(catalog);
  const bare = bareNames(catalog);
  const consents = consentsOf(relations);
  const names = new ConstraintNames(catalog, tenancy.prefix);
  const holds = holdsOf(relations, settings.persons);
  const statements: string[] = [];
  const explained = new Map<ComplianceProfile, readonly Explained[]>();
  const findings: Diagnostic[] = [...holdingFindings(tenancy, relations, settings, holds)];

  const gainOf = (text: string): Gain => {
    if (text === DELETED_BY) return columnGain(`deleted_by ${tenancy.currentUser.type}`);
    return columnGain(consentColumn(text, consents));
  };
  const wanted = (family: Family): readonly Gain[] => {
    const { relation, columns, below } = family;
    const table = tenancy.tables.get(relationKey(relation.name));
    const profile = table && profileOf(table, settings);
    if (!profile || !holds(relation, profile).holds) return [];
    const without = consents && needsNoConsent(relation, consents);
    const missing = profile.columns
      .map(gainOf)
      .filter(({ name }) => meaningOf(name, columns, domains) === undefined && !clashesBelow(name, below))
      .filter(({ name }) => !(without && isConsent(name)));
    if (missing.length === 0) return [];
    const why = whyFixed(table, family, fixed);
    if (why !== undefined) {
      const left = missing.map(({ name }) => name);
      findings.push(gainsNothing(fixedFinding('compliance', relation.name, why, left)));
      return [];
    }
    const possible = withoutBareNames('compliance', relation.name, missing, bare);
    const isNothing = possible.columns.length === 0;
    findings.push(...possible.findings.map((one) => (isNothing ? gainsNothing(one) : one)));
    explained.set(profile, [
      ...(explained.get(profile) ?? []),
      { table: quoteName(relation.name), columns: possible.columns.map(({ name }) => name) },
    ]);
    const own = new Set(possible.columns.map(({ name }) => name));
    if (consents && [...own].some(isConsent) && profile.columns.some(isDefaultConsent))
      statements.push(consentReference(relation, consents, names));
    return [...possible.columns, ...checks(profile, own, family)];
  };
  /** A CHECK on a column of the dump might reject what the application writes. */
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
  const gains = gainsOf(relations, wanted);
  return { gains, statements, meanings: meaningBlocks(explained), findings };
}

/** One block per profile, because a column may have another meaning in another one. */
function meaningBlocks(explained: ReadonlyMap<ComplianceProfile, readonly Explained[]>): string[] {
  return [...explained].flatMap(([{ comments }, tables]) => {
    const used = new Set(tables.flatMap(({ columns }) => columns));
    const meanings = new Map(Object.entries(comments).filter(([name]) => used.has(name)));
    const said = tables
      .map(({ table, columns }) => ({ table, columns: columns.filter((name) => meanings.has(name)) }))
      .filter(({ columns }) => columns.length > 0)
      .toSorted((a, b) => (a.table < b.table ? -1 : 1));
    return said.length === 0 ? [] : [columnMeaningsBlock(meanings, said)];
  });
}
