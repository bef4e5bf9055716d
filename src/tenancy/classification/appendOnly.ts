import type { AuditSettings } from '../../settings/hims.js';
import type { TableTenancy } from '../../catalog/tenancy.js';
import { matches } from '../../facts/names/patterns.js';

export const isAppendOnly = ({ name, appendOnly }: TableTenancy, settings: AuditSettings): boolean =>
  appendOnly || matches(settings.appendOnly, name);
