/**
 * `tenancy.lookup`: functions by which the application finds a tenant before it sets one, one per column. They belong
 * to a NOLOGIN role that can read only the key and these columns of the tenants table.
 * https://www.postgresql.org/docs/current/ddl-rowsecurity.html
 */
import { type Catalog, declare, warn } from '../../catalog/catalog.js';
import { quoteIdentifier } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { Lookup } from '../../catalog/tenancy.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { objectsFromSql } from '../../kinds/fromSql.js';
import type { Settings } from '../../settings/settings.js';
import { addMissing } from '../../tenancy/names/addMissing.js';
import { isLookup } from '../../tenancy/lookup/lookup.js';
import { callerGrants, policyFunctionGrants } from '../../tenancy/lookup/lookupCallers.js';
import { knownOfLookup, lookupFindings } from '../../tenancy/lookup/lookupFindings.js';
import { commentText, functionText, roleGrants, signatureText } from '../../tenancy/lookup/lookupTexts.js';
import { grantsOf } from '../../facts/privileges/grants.js';
import { sameDefinition } from '../../tenancy/names/sameDefinition.js';
import { isSecured } from '../../tenancy/security/secured.js';
import { lookupPolicy } from '../../tenancy/security/policies.js';
import { ownerChanges, ownerRole, withoutOwnerChanges } from '../../tenancy/views/ownerChange.js';
import { type Surroundings, surroundingsOf } from '../../tenancy/views/viewRights.js';
import type { Transform } from '../base/transform.js';
import { taken } from '../../tenancy/names/taken.js';
import { isRoutine } from '../../kinds/is.js';

/** @throws InputError `names/taken` if the dump has another routine of such a name, with any arguments */
function refuseOthers({ objects, tenancy }: Catalog, made: readonly SchemaObject[]): void {
  for (const object of objects) {
    if (!isRoutine(object) || !isLookup(object, tenancy!)) continue;
    const isOwn = made.some(
      ({ id, statement }) => id === object.id && sameDefinition(statement.tree!, object.statement.tree!),
    );
    if (!isOwn) throw taken(object, 'remove its column from tenancy: { lookup: … } in the configuration');
  }
}

function ownerObjects({ role, functions }: Lookup, schema: string, settings: Settings): SchemaObject[] {
  const texts = functions.map(
    (one) => `ALTER FUNCTION ${signatureText(one)} OWNER TO ${quoteIdentifier(role)}`,
  );
  return [
    ...ownerRole('lookup', role, 'NOLOGIN', settings),
    ...ownerChanges('lookup', role, new Map([[schema, texts]]), settings.tabWidth),
  ];
}

function textsOf(lookup: Lookup, around: Surroundings): string[] {
  const tenancy = around.catalog.tenancy!;
  const { tenants, tables } = tenancy;
  const table = tables.get(relationKey(tenants.name));
  return [
    ...(table && isSecured(table) ? [lookupPolicy(table, tenancy, lookup.role)] : []),
    ...roleGrants(lookup, tenants),
    ...policyFunctionGrants(lookup, around),
    ...lookup.functions.flatMap((one) => callerGrants(one, around)),
  ];
}

export const lookup: Transform = {
  name: 'lookup',
  stage: 'enrich',
  preset: 'hims',
  summary:
    'Adds functions by which the application finds a tenant before it sets one (`tenancy.lookup`), and the role that owns them.',
  apply(input: Catalog, settings) {
    const wanted = input.tenancy?.lookup;
    if (!wanted) return input;
    const { tenants } = input.tenancy!;
    const catalog = withoutOwnerChanges(input, [wanted.role]);
    const functions = objectsFromSql(
      'lookup',
      wanted.functions.flatMap((one) => [functionText(one, tenants), commentText(one, tenants)]),
    );
    refuseOthers(catalog, functions);
    const around = surroundingsOf(catalog, grantsOf(catalog, settings));
    const added = addMissing(catalog, [
      ...functions,
      ...objectsFromSql('lookup', textsOf(wanted, around)),
      ...ownerObjects(wanted, tenants.name.schema ?? 'public', settings),
    ]);
    return declare(warn(added, ...lookupFindings(wanted, around, settings)), {
      known: knownOfLookup(wanted),
    });
  },
};
