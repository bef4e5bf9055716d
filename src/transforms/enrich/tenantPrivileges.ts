/**
 * Revokes privileges that bypass RLS (TRUNCATE, REFERENCES, TRIGGER …) from application roles; reports risky others.
 * Grants nothing that the dump does not grant.
 * https://www.postgresql.org/docs/current/ddl-priv.html
 */
import { type Catalog, declare, mapObjects, warn } from '../../catalog/catalog.js';
import type { SchemaObject } from '../../catalog/object.js';
import { KIND } from '../../kinds/registry.js';
import { objectsFromSql } from '../../kinds/fromSql.js';
import { madeTemporaryRevocation, temporaryRevocation } from '../../kinds/security/temporaryPrivilege.js';
import { addMissing } from '../../tenancy/names/addMissing.js';
import { defaultFindings, forRunner } from '../../facts/privileges/defaultPrivileges.js';
import { knownOfOwners } from '../../tenancy/privileges/ownerRolePrivileges.js';
import { grantsOf } from '../../facts/privileges/grants.js';
import { ownerFindings } from '../../tenancy/privileges/ownerFindings.js';
import { privilegeFindings, temporaryFindings } from '../../tenancy/privileges/privilegeFindings.js';
import { revocations } from '../../tenancy/privileges/revocations.js';
import { surroundingsOf } from '../../tenancy/views/viewRights.js';
import type { Transform } from '../base/transform.js';

export const tenantPrivileges: Transform = {
  name: 'tenantPrivileges',
  stage: 'enrich',
  preset: 'hims',
  summary:
    'Revokes TRUNCATE, REFERENCES and TRIGGER on tables of tenants, CREATE on schemas, and TEMPORARY (if `privileges.temporary` is `revoke`) from application roles; reports other risky privileges.',
  apply(catalog: Catalog, settings) {
    if (!catalog.tenancy) return catalog;
    const grants = grantsOf(catalog, settings);
    // An earlier baseline no longer names the owners; its revocations stay as they are.
    const gone = catalog.isOwnOutput ? [] : revocations(catalog, grants, settings);
    // After the dump's grants on the same object.
    const made = objectsFromSql(
      'tenantPrivileges',
      gone.map(({ text }) => text),
    ).map((object) => ({ ...object, rank: 2 }));
    const temporary =
      settings.temporary === 'revoke'
        ? [
            madeTemporaryRevocation(
              temporaryRevocation(grants.applicationRoles, ' '.repeat(settings.tabWidth)),
              'tenantPrivileges',
            ),
          ]
        : [];
    const defaults = new Map<SchemaObject, SchemaObject | undefined>(
      catalog.objects
        .filter(({ kind }) => kind === KIND.defaultPrivileges)
        .map((object) => [
          object,
          settings.owners === 'strip' ? forRunner('tenantPrivileges', object, grants) : undefined,
        ]),
    );
    const edited = mapObjects(catalog, 'tenantPrivileges', (object) => defaults.get(object));
    const found = [
      ...privilegeFindings(surroundingsOf(catalog, grants), settings),
      ...ownerFindings(catalog, grants, settings),
      ...temporaryFindings(catalog, grants, settings),
      ...[...defaults].flatMap(([object, changed]) => defaultFindings(object, changed, grants)),
    ];
    const changed = [...defaults].flatMap(([object, other]) =>
      other
        ? [
            {
              kind: 'defaultPrivileges',
              name: object.id,
              what: 'without FOR ROLE',
              why: 'the role that runs the file becomes the owner (owners: strip)',
            },
          ]
        : [],
    );
    return declare(warn(addMissing(edited, [...made, ...temporary]), ...found), {
      changed: [...gone.map((one) => one.changed), ...changed],
      known: knownOfOwners(catalog, grants, settings),
    });
  },
};
