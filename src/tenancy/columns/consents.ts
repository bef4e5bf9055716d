/**
 * consent_artefact_id: by which artefact of the exchange (ABDM) a row came. Where the dump keeps the artefacts in a table, the
 * column refers to it.
 */
import { type Name, quoteIdentifier, quoteName } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import { relationKey } from '../../kinds/shared/alterTable.js';
import type { ConstraintNames } from '../names/constraintNames.js';
import { columnOf, primaryKeyOf } from '../../facts/relations/lineage.js';
import type { Relation } from '../../facts/relations/relation.js';
import { sqlType } from '../../catalog/sqlType.js';

/** As the settings have it; another text is taken as it stands. */
const COLUMN = 'consent_artefact_id';
const TEXT = `${COLUMN} text`;

const ARTEFACTS: Name = { schema: 'abdm', name: 'consent_artefacts' };

export interface Consents {
  readonly name: Name;
  readonly key: string;
  /** The type of the key, as SQL. */
  readonly type: string;
}

/** The table of artefacts, where it has a key of one column. */
export function consentsOf(relations: ReadonlyMap<Key, Relation>): Consents | undefined {
  const relation = relations.get(relationKey(ARTEFACTS));
  const [key, more] = (relation && primaryKeyOf(relation)) ?? [];
  if (!relation || key === undefined || more !== undefined) return undefined;
  return { name: ARTEFACTS, key, type: sqlType(columnOf(relation, key, relations)?.type) };
}

/** The column with the type of what it refers to. */
export const consentColumn = (text: string, consents: Consents | undefined): string =>
  consents && text === TEXT ? `${COLUMN} ${consents.type}` : text;

/** The artefacts do not refer to themselves, and a table that refers to them already tells by which it came. */
export const needsNoConsent = ({ name, foreignKeys }: Relation, consents: Consents): boolean =>
  [name, ...foreignKeys.map(({ to }) => to)].some((one) => relationKey(one) === relationKey(consents.name));

export const isConsent = (name: string): boolean => name === COLUMN;

/** True where the settings leave the type of the column to the dump. */
export const isDefaultConsent = (text: string): boolean => text === TEXT;

/** Single, as the dump's own are: the key within the tenant is put beside it like beside those. */
export function consentReference(
  relation: Relation,
  { name: to, key }: Consents,
  names: ConstraintNames,
): string {
  const name = quoteIdentifier(names.take(relation.name, [COLUMN], 'fkey'));
  return `ALTER TABLE ${quoteName(relation.name)} ADD CONSTRAINT ${name} FOREIGN KEY (${COLUMN}) REFERENCES ${quoteName(to)}(${quoteIdentifier(key)})`;
}
