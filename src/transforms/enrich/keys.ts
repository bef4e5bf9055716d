/**
 * Adds foreign keys over the tenant column to those between tables of tenants, adds the keys that they reference, and
 * makes values that a tenant issues unique per tenant. Constraint checks bypass row-level security.
 * https://www.postgresql.org/docs/current/ddl-rowsecurity.html
 */
import { addObjects, type Catalog, declare, warn } from '../../catalog/catalog.js';
import type { Name } from '../../catalog/names.js';
import { isOfDump, type SchemaObject } from '../../catalog/object.js';
import type { Tenancy } from '../../catalog/tenancy.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { objectsFromSql } from '../../kinds/fromSql.js';
import { isTable } from '../../kinds/tables/table.js';
import { ConstraintNames } from '../../tenancy/names/constraintNames.js';
import { keyDecisions } from '../../tenancy/keys/businessKeys.js';
import { cascadeFindings, cascades, knownCascades } from '../../tenancy/keys/cascades.js';
import { outdatedComments } from '../../tenancy/keys/outdatedComments.js';
import { redundantFindings } from '../../tenancy/keys/redundantIndexes.js';
import { columnWriters } from '../../tenancy/keys/columnWriters.js';
import {
  deferrableFindings,
  knownDeferrable,
  knownForeignKeys,
  singleFindings,
} from '../../tenancy/keys/foreignKeyFindings.js';
import { keyFindings, knownKeys, knownTenantKeys } from '../../tenancy/keys/keyFindings.js';
import { indexTexts, lostLookups } from '../../tenancy/keys/keyIndexes.js';
import { type Composite, keyPlan, type KeyPlan } from '../../tenancy/keys/keyPlan.js';
import { deferrable, inOrder } from '../../tenancy/keys/keyOrder.js';
import { addConstraint } from '../../tenancy/keys/keyText.js';
import { relationsOf } from '../../facts/relations/relations.js';
import { replaceKeys } from '../../tenancy/keys/replacedKeys.js';
import { replaceForeignKeys } from '../../tenancy/keys/replacedForeignKeys.js';
import type { Transform } from '../base/transform.js';

const referencedKeys = ({ objects }: Catalog, { keys }: KeyPlan): SchemaObject[] =>
  objectsFromSql(
    'keys',
    objects
      .filter(isTable)
      .flatMap(({ name, partitioned }) =>
        (keys.get(relationKey(name)) ?? []).map(({ text }) => addConstraint(name, partitioned, text!)),
      ),
  );

const foreignKeys = (composites: readonly Composite[]): SchemaObject[] =>
  objectsFromSql(
    'keys',
    composites.map(({ text }) => text),
  ).map((object, at) => ({
    ...object,
    needs: [...object.needs, ...composites[at]!.needs],
  }));

/** True for a foreign key that the tool added, on a column that it added. */
const isAdded = ({ beside: { object } }: Composite): boolean => object !== undefined && !isOfDump(object);

/** True if the foreign key over the tenant column suffices: it applies to every row, because each has a tenant. */
const isAlone = (composite: Composite, { tables }: Tenancy): boolean =>
  isAdded(composite) && tables.get(relationKey(composite.beside.table))!.column!.notNull;

function withoutOwnSingles(catalog: Catalog, composites: readonly Composite[], tenancy: Tenancy): Catalog {
  const gone = new Set(
    composites.filter((one) => isAlone(one, tenancy)).map(({ beside: { object } }) => object),
  );
  const objects = catalog.objects.filter((object) => !gone.has(object));
  return gone.size === 0 ? catalog : { ...catalog, objects };
}

/** Referencing columns of the added foreign keys, each to be indexed. The dump's own foreign keys stay as they are. */
const lookedUp = (
  composites: readonly Composite[],
  tenancy: Tenancy,
): { table: Name; columns: readonly string[] }[] =>
  composites.flatMap((one) => {
    const { table, columns: single } = one.beside;
    const staysBeside = isAdded(one) && !isAlone(one, tenancy);
    return [{ table, columns: one.columns }, ...(staysBeside ? [{ table, columns: single }] : [])];
  });

export const keys: Transform = {
  name: 'keys',
  stage: 'enrich',
  preset: 'hims',
  summary:
    'Adds foreign keys over the tenant column to the existing ones, and makes values that each tenant issues unique per tenant.',
  apply(catalog, all) {
    const { tenancy } = catalog;
    const { keys: settings } = all;
    if (!tenancy) return catalog;
    const names = new ConstraintNames(catalog, tenancy.prefix);
    const writers = columnWriters(catalog, all);
    const decisions = keyDecisions(catalog, tenancy, relationsOf(catalog), settings, writers);
    const renamed = replaceKeys(catalog, decisions, names);
    const plan = keyPlan(renamed, tenancy, relationsOf(renamed), names);
    const { composites, singles } = plan;
    const left = withoutOwnSingles(renamed, composites, tenancy);
    const single = settings.replaceForeignKeys ? replaceForeignKeys(left, composites, tenancy) : left;
    const added = addObjects(single, [...referencedKeys(single, plan), ...foreignKeys(composites)]);
    const keyed = inOrder(added, tenancy, relationsOf(added));
    const wanted = [...lookedUp(composites, tenancy), ...lostLookups(catalog, keyed)];
    const indexes = objectsFromSql(
      'keys',
      indexTexts(keyed, tenancy, relationsOf(keyed), wanted, names, all.audit),
    );
    const indexed = addObjects(keyed, indexes);
    const tenants = knownTenantKeys(tenancy, relationsOf(keyed));
    const putOff = deferrable(tenancy, relationsOf(keyed));
    const shared = cascades(keyed, relationsOf(keyed), all);
    const known = [
      ...knownForeignKeys(singles),
      ...knownDeferrable(putOff),
      ...knownCascades(shared),
      ...knownKeys(decisions),
      ...tenants,
    ];
    return warn(
      declare(indexed, { known }),
      ...singleFindings(singles),
      ...deferrableFindings(putOff),
      ...cascadeFindings(shared),
      ...keyFindings(decisions),
      ...redundantFindings(catalog, indexed),
      ...outdatedComments(catalog, decisions),
    );
  },
};
