/**
 * Adds columns for confidentiality, retention, erasure, consent and origin to tables that a profile matches. They hold
 * what laws require to be provable; the application fills them in. Triggers enforce holds and retention.
 */
import { addObjects, type Catalog, dropWhere, warn } from '../../catalog/catalog.js';
import { quoteIdentifier } from '../../catalog/names.js';
import { objectsFromSql } from '../../kinds/fromSql.js';
import { madeRole } from '../../kinds/security/role.js';
import type { Settings } from '../../settings/settings.js';
import { addMissing } from '../../tenancy/names/addMissing.js';
import { complianceGains } from '../../tenancy/columns/complianceGains.js';
import { withGains } from '../../tenancy/columns/gains.js';
import { withoutHolds } from '../../tenancy/holds/droppedHolds.js';
import { holdFindings, holdObjects, holdTexts } from '../../tenancy/holds/holdPlan.js';
import type { Transform } from '../base/transform.js';
import { KIND } from '../../kinds/registry.js';

function withHolds(catalog: Catalog, settings: Settings): Catalog {
  const { tenancy } = catalog;
  const { enforce, releaseRole } = settings.holds;
  if (!tenancy) return catalog;
  if (!enforce) return withoutHolds(catalog, tenancy.prefix);
  const texts = holdTexts(catalog, tenancy, settings);
  const before = dropWhere(catalog, ({ kind }) =>
    kind === KIND.holdTriggers ? 'it is written again, for the hold triggers of this design' : undefined,
  );
  const made = holdObjects(before, texts, tenancy.prefix);
  if (releaseRole === undefined || settings.roles !== 'create' || made.length === 0)
    return addObjects(before, made);
  const role = madeRole(
    releaseRole,
    `CREATE ROLE ${quoteIdentifier(releaseRole)} NOLOGIN`,
    'complianceColumns',
  );
  return addMissing(addObjects(before, made), [role]);
}

export const complianceColumns: Transform = {
  name: 'complianceColumns',
  stage: 'enrich',
  preset: 'hims',
  summary:
    'Adds columns for legal requirements, by profile: health records, finance, data exchange, personal data; and triggers that protect rows on hold.',
  apply(catalog, settings) {
    const { tenancy } = catalog;
    if (!tenancy) return catalog;
    const { gains, statements, meanings, findings } = complianceGains(catalog, tenancy, settings);
    const wider = withGains(catalog, 'complianceColumns', gains);
    const added = addObjects(wider, objectsFromSql('complianceColumns', [...statements, ...meanings]));
    const unread = settings.holds.enforce ? holdFindings(added, tenancy, settings) : [];
    return warn(withHolds(added, settings), ...findings, ...unread);
  },
};
