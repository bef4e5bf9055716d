/**
 * consent_artefact_id: the exchange artefact (ABDM) under which a row came. If the dump has a table of artefacts, the
 * column refers to it.
 */
import { type Name, quoteIdentifier, quoteName } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { ConstraintNames } from '../names/constraintNames.js';
import { columnOf, primaryKeyOf } from '../../facts/relations/lineage.js';
import type { Relation } from '../../facts/relations/relation.js';
import { sqlType } from '../../catalog/sqlType.js';

/** The default setting; any other text is used unchanged. */
const COLUMN = 'consent_artefact_id';
const TEXT = `${COLUMN} text`;

const ARTEFACTS: Name = { schema: 'abdm', name: 'consent_artefacts' };

export interface Consents {
  readonly name: Name;
  readonly key: string;
  /** SQL of the key's type. */
  readonly type: string;
}

/** The table of artefacts, if it has a single-column key. */
export function consentsOf(relations: ReadonlyMap<Key, Relation>): Consents | undefined {
  const relation = relations.get(relationKey(ARTEFACTS));
  const [key, more] = (relation && primaryKeyOf(relation)) ?? [];
  if (!relation || key === undefined || more !== undefined) return undefined;
  return { name: ARTEFACTS, key, type: sqlType(columnOf(relation, key, relations)?.type) };
}

/** The column, with the type of the referenced key. */
export const consentColumn = (text: string, consents: Consents | undefined): string =>
  consents && text === TEXT ? `${COLUMN} ${consents.type}` : text;

/** Artefacts do not refer to themselves, and a table that refers to them already shows the artefact. */
export const needsNoConsent = ({ name, foreignKeys }: Relation, consents: Consents): boolean =>
  [name, ...foreignKeys.map(({ to }) => to)].some((one) => relationKey(one) === relationKey(consents.name));

export const isConsent = (name: string): boolean => name === COLUMN;

/** True where the settings leave the type of the column to the dump. */
export const isDefaultConsent = (text: string): boolean => text === TEXT;

/** A single-column key like the dump's: the composite one is added as for those. */
export function consentReference(
  relation: Relation,
  { name: to, key }: Consents,
  names: ConstraintNames,
): string {
  const name = quoteIdentifier(names.take(relation.name, [COLUMN], 'fkey'));
  return `ALTER TABLE ${quoteName(relation.name)} ADD CONSTRAINT ${name} FOREIGN KEY (${COLUMN}) REFERENCES ${quoteName(to)}(${quoteIdentifier(key)})`;
}
