/** Reads the configuration file and turns it into settings. Loaded only if there is such a file. */
import { firstComplaint } from './configError.js';
import { noWarning } from './codes.js';
import { readDocument } from './document.js';
import { check, type Config } from './schema.js';
import { type ErrorCode, InputError, placeAt } from '../diagnostics/diagnostics.js';
import {
  choices,
  type ComplianceProfile,
  type ConfigurationSource,
  defaults,
  type Settings,
} from '../settings/settings.js';

export { type Config, configSchema } from './schema.js';

/** The file of each configuration. */
const sources = new WeakMap<Config, ConfigurationSource>();

/** For the place in messages: undefined without a file. */
export const sourceOf = (config: Config): ConfigurationSource | undefined => sources.get(config);

/**
 * Reads a configuration file, YAML or JSON (which is YAML).
 * @throws InputError `config/…`, at the line of the file
 */
export function readConfig(text: string, file: string): Config {
  const refuse = (code: ErrorCode, message: string, offset: number, help: string | undefined): never => {
    const place = placeAt(text, offset, file);
    throw new InputError(code, message, { place, text, ...(help === undefined ? {} : { help }) });
  };
  const read = readDocument(text);
  if ('message' in read) return refuse('config/syntax', read.message, read.offset, read.help);
  if (read.value === undefined) return {};
  const { data, error } = check(read.value);
  if (!error) {
    const { accept = [], severity = {} } = data;
    for (const [index, entry] of accept.entries()) {
      const refusal = noWarning(entry.code, severity);
      if (refusal)
        refuse(refusal.code, refusal.message, read.offsetOf(['accept', index, 'code']), refusal.help);
    }
    const { offsetOf, offsetOfKey } = read;
    sources.set(data, { file, text, offsetOf, offsetOfKey });
    return data;
  }
  const { code, message, offset, help } = firstComplaint(error.issues, read);
  return refuse(code, message, offset, help);
}

/** Configured values, with defaults for the others. */
const over = <T extends object>(
  fallback: T,
  said: { readonly [K in keyof T]?: T[K] | undefined } = {},
): T => ({
  ...fallback,
  ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)),
});

/** Makes the default columns call the configured user function. */
function auditOf({ audit, tenancy }: Config): Settings['audit'] {
  const { userFunction = defaults.tenancy.userFunction } = tenancy ?? {};
  const call = (text: string): string =>
    text.replace(`${defaults.tenancy.userFunction}()`, `${userFunction}()`);
  const { createdBy } = defaults.audit;
  return over({ ...defaults.audit, createdBy: call(createdBy) }, audit);
}

/** Configured profiles come first: a table gets the first profile that matches it. */
function complianceOf(said: Config['compliance'] = {}): Partial<Settings> {
  const { enforce, releaseRole, persons, ...named } = said;
  const profiles = Object.entries(named).flatMap(([name, profile]): [string, ComplianceProfile][] => {
    if (profile === false) return [];
    const { tables, holding = 'any', columns = [], checks = [], comments = {} } = profile;
    return [[name, { tables, holding, columns, checks, comments }]];
  });
  const others = Object.entries(defaults.compliance).filter(([name]) => !(name in named));
  return {
    compliance: Object.fromEntries([...profiles, ...others]),
    ...(persons ? { persons } : {}),
    ...(enforce === undefined && releaseRole === undefined
      ? {}
      : { holds: over(defaults.holds, { enforce, releaseRole }) }),
  };
}

/** `privileges: strip`, or separate values for grants and for TEMPORARY. */
function privilegesOf({ privileges }: Config): {
  readonly privileges: Settings['privileges'] | undefined;
  readonly temporary?: Settings['temporary'] | undefined;
} {
  return typeof privileges === 'object'
    ? { privileges: privileges.grants, temporary: privileges.temporary }
    : { privileges };
}

/** The configuration as settings, without the values that it does not set. */
export function settingsOf(config: Config): Partial<Settings> {
  const { tenancy, keys, audit, compliance, rls, views, functions, flyway, readOnly } = config;
  const words = (Object.keys(choices) as (keyof typeof choices)[]).map((key) => [key, config[key]] as const);
  const settings: Partial<{ [K in keyof Settings]: Settings[K] | undefined }> = {
    ...Object.fromEntries(words),
    allowUnparsed: config.allowUnparsed,
    allowIncomplete: config.allowIncomplete,
    off: Object.entries(config.transforms ?? {}).flatMap(([name, on]) => (on === false ? [name] : [])),
    tenancy: tenancy && over(defaults.tenancy, tenancy),
    keys: keys && over(defaults.keys, keys),
    audit: (audit ?? tenancy) && auditOf(config),
    ...(compliance && complianceOf(compliance)),
    open: rls?.open,
    applicationRoles: config.applicationRoles,
    administratorRoles: config.administratorRoles,
    keepSecrets: config.keepSecrets,
    prefix: config.names?.prefix,
    viewOwner: views?.owner,
    materializedViewOwner: views?.materializedOwner,
    exposedMaterializedViews: views?.exposed,
    definerOwner: functions?.definerOwner,
    appendPgTemp: functions?.appendPgTemp,
    searchPaths: functions?.searchPath,
    ...privilegesOf(config),
    backfill: config.adopt?.backfill,
    historyTable: flyway?.table,
    readOnly,
    accept: config.accept,
    severity: config.severity,
  };
  const said = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said);
}
