/** Converts a dump to find the decisions in it: what stops the conversion is one of them, and the search goes on behind it. */
import { InputError } from '../../diagnostics/diagnostics.js';
import { convert, read } from '../../pipeline.js';
import { type Decisions, decisionsOf, type TableFound, tenantCandidates } from '../../report/decisions.js';
import { type Settings, withDefaults } from '../../settings/settings.js';

export interface Found {
  readonly settings: Partial<Settings>;
  /** Tables that may hold the tenants; undefined where the conversion knows. */
  readonly candidates: readonly TableFound[] | undefined;
  /** What else stops the conversion. */
  readonly stops: InputError | undefined;
  /** Undefined where the conversion stops. */
  readonly decisions: Decisions | undefined;
}

/** Errors that a line of the configuration can end. Everything else is about the dump. */
const OF_CONFIGURATION = /^(?:config|kernel|names|selfCheck|tenants|tenancy|audit|compliance|keys|views)\//;

/** @throws InputError if the dump cannot be read */
export function decide(bytes: Uint8Array, said: Partial<Settings>, file: string | undefined): Found {
  const dump = read(bytes, file);
  const attempt = (settings: Partial<Settings>): Decisions | InputError => {
    try {
      const all = withDefaults(settings);
      const converted = convert(dump, all);
      return decisionsOf(converted.read, converted.catalog, all);
    } catch (error) {
      if (error instanceof InputError && OF_CONFIGURATION.test(error.code)) return error;
      throw error;
    }
  };
  const found = attempt(said);
  if (!(found instanceof InputError))
    return { settings: said, candidates: undefined, stops: undefined, decisions: found };
  const candidates = tenantCandidates(found);
  if (!candidates) return { settings: said, candidates, stops: found, decisions: undefined };
  const settings = withTenants(said, candidates[0]?.table);
  const next = attempt(settings);
  return next instanceof InputError
    ? { settings, candidates, stops: next, decisions: undefined }
    : { settings, candidates, stops: undefined, decisions: next };
}

/** @param table undefined: one is made; `none`: tenants are kept elsewhere */
export function withTenants(said: Partial<Settings>, table: string | undefined): Partial<Settings> {
  const { tenancy } = withDefaults(said);
  return { ...said, tenancy: table === undefined ? { ...tenancy, create: true } : { ...tenancy, table } };
}
