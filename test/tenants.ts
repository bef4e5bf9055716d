/** Settings for dumps without a tenants table, which the preset `hims` refuses otherwise: one is made. */
import { defaults, type Settings } from '../src/settings/settings.js';

export const withTenants: Pick<Settings, 'tenancy'> = { tenancy: { ...defaults.tenancy, create: true } };
