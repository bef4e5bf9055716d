/** The settings of a conversion and their defaults. `config.ts` reads them from files. */
import type { Acceptance, DiagnosticCode, SeverityChoice } from '../diagnostics/diagnostics.js';
import { flyway } from '../runners/flyway.js';
import { compliance, type ComplianceProfile, holds, type HoldSettings } from './compliance.js';
import {
  audit,
  type AuditSettings,
  keys,
  type KeySettings,
  type Patterns,
  tenancy,
  type TenancySettings,
} from './hims.js';

/** The values of each setting; the first is the default. */
export const choices = {
  preset: ['hims', 'plain'],
  owners: ['strip', 'keep'],
  privileges: ['keep', 'strip'],
  roles: ['create', 'expect', 'skip'],
  superuser: ['inline', 'separate'],
  postgres: [13, 14, 15, 16, 17, 18],
} as const;

/** What to do with TEMPORARY on the database; the first is the default. */
export const temporaries = ['keep', 'revoke'] as const;

export type Preset = (typeof choices.preset)[number];

export type * from './compliance.js';
export type * from './hims.js';

/** The keys and list positions that lead to a value of the configuration. */
export type ConfigurationPath = readonly (string | number)[];

/** The configuration file, for lines in messages. */
export interface ConfigurationSource {
  readonly file: string;
  readonly text: string;
  /** Offset of a value, or of its key. */
  offsetOf(path: ConfigurationPath): number;
  offsetOfKey(path: ConfigurationPath): number;
}

export interface Settings {
  /** Undefined for settings without a file. */
  readonly source: ConfigurationSource | undefined;
  readonly preset: Preset;
  /** Owners of objects: left out, or set by guarded ALTER … OWNER TO. */
  readonly owners: (typeof choices.owners)[number];
  /** GRANT, REVOKE and default privileges. */
  readonly privileges: (typeof choices.privileges)[number];
  /** Roles in policies, mappings and privileges: created if missing, expected to exist, or skipped. */
  readonly roles: (typeof choices.roles)[number];
  /** Statements that need a superuser: in the output, or in separate files for an administrator. */
  readonly superuser: (typeof choices.superuser)[number];
  /** The server's major version; undefined: the dump's. */
  readonly postgres: number | undefined;
  /** Keeps statements unchanged that PostgreSQL's grammar rejects. */
  readonly allowUnparsed: boolean;
  /** Accepts a dump that ends early. */
  readonly allowIncomplete: boolean;
  /** Names of transforms that are off. */
  readonly off: readonly string[];
  readonly tenancy: TenancySettings;
  readonly keys: KeySettings;
  readonly audit: AuditSettings;
  /** Profiles by name; a table gets the first that matches. */
  readonly compliance: Readonly<Record<string, ComplianceProfile>>;
  /** Tables of persons or their data, in addition to those found. */
  readonly persons: Patterns;
  readonly holds: HoldSettings;
  /** Keeps the dump's passwords and keys in the output. */
  readonly keepSecrets: boolean;
  /** Prefix of the tool's own policies, triggers, trigger functions and view owner. */
  readonly prefix: string;
  /** Tables with RLS but no policy by the author to open to every role with privileges. */
  readonly open: Patterns;
  /** Roles of the application; empty: the dump's grantees, except owners. */
  readonly applicationRoles: readonly string[];
  /** Roles that serve all tenants, for example with BYPASSRLS: the self-check accepts them. */
  readonly administratorRoles: readonly string[];
  /** The owner of views whose readers lack privileges on the tables behind them. */
  readonly viewOwner: string;
  /** The owner of the lookup functions; undefined without `tenancy.lookup`. */
  readonly lookupRole: string | undefined;
  /** The owner of materialized views over tenant tables, with BYPASSRLS; undefined: the role that runs the file. */
  readonly materializedViewOwner: string | undefined;
  /** Materialized views that tenants may read through a view of their own rows. */
  readonly exposedMaterializedViews: Patterns;
  /** The owner of SECURITY DEFINER functions; undefined: the role that runs the file. */
  readonly definerOwner: string | undefined;
  /** Appends pg_temp to the search path of routines with the owner's rights. */
  readonly appendPgTemp: boolean;
  /** The search path of routines as a list of schemas, by signature: `core.f(uuid)`. */
  readonly searchPaths: Readonly<Record<string, readonly string[]>>;
  /** TEMPORARY on the database: kept for PUBLIC and the application's roles, or revoked. */
  readonly temporary: (typeof temporaries)[number];
  /** Reference tables on which application roles keep only SELECT. */
  readonly readOnly: Patterns;
  /** The version in the output's name, `001`; undefined: later migrations are unknown. */
  readonly version: string | undefined;
  /** Command line options that the output depends on: the header repeats them for verify. */
  readonly commandLine: string;
  /** Flyway's history table: a name in the search path, or schema.table. */
  readonly historyTable: string;
  /** Warnings that do not count for `--strict`. */
  readonly accept: readonly Acceptance[];
  /** Severities that differ from the defaults. */
  readonly severity: Readonly<Partial<Record<DiagnosticCode, SeverityChoice | undefined>>>;
  /** Where adopt takes tenants from, by table: `column -> schema.table`, or an SQL expression. */
  readonly backfill: Readonly<Record<string, string>>;
  /** Width and indentation of the layout. */
  readonly printWidth: number;
  readonly tabWidth: number;
}

export const defaults: Settings = {
  source: undefined,
  preset: 'hims',
  owners: 'strip',
  privileges: 'keep',
  roles: 'create',
  superuser: 'inline',
  postgres: undefined,
  allowUnparsed: false,
  allowIncomplete: false,
  off: [],
  tenancy,
  keys,
  audit,
  compliance,
  persons: [],
  holds,
  keepSecrets: false,
  prefix: 'baseline',
  open: [],
  applicationRoles: [],
  administratorRoles: [],
  viewOwner: 'baseline_view_owner',
  lookupRole: undefined,
  materializedViewOwner: undefined,
  exposedMaterializedViews: [],
  definerOwner: undefined,
  appendPgTemp: true,
  searchPaths: {},
  temporary: 'keep',
  readOnly: [],
  version: undefined,
  commandLine: '',
  historyTable: flyway.history.table,
  accept: [],
  severity: {},
  backfill: {},
  printWidth: 110,
  tabWidth: 2,
};

/** The roles get the configured prefix unless the settings name them. */
export function withDefaults(said: Partial<Settings>): Settings {
  const all = { ...defaults, ...said };
  return {
    ...all,
    viewOwner: said.viewOwner ?? `${all.prefix}_view_owner`,
    lookupRole: all.tenancy.lookup.length > 0 ? `${all.prefix}_lookup` : undefined,
  };
}
