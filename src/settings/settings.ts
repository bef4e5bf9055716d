/** What a conversion can be told, with every default filled in. `config.ts` reads it from files. */
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

/** The words that each setting takes; the first is what it is when nothing is said. */
export const choices = {
  preset: ['hims', 'plain'],
  owners: ['strip', 'keep'],
  privileges: ['keep', 'strip'],
  roles: ['create', 'expect', 'skip'],
  superuser: ['inline', 'separate'],
  postgres: [13, 14, 15, 16, 17, 18],
} as const;

/** What becomes of TEMPORARY on the database; the first is what it is when nothing is said. */
export const temporaries = ['keep', 'revoke'] as const;

export type Preset = (typeof choices.preset)[number];

export type * from './compliance.js';
export type * from './hims.js';

/** The keys and places in lists that lead to a value of the configuration. */
export type ConfigurationPath = readonly (string | number)[];

/** The configuration's file, so that a message can name its line. */
export interface ConfigurationSource {
  readonly file: string;
  readonly text: string;
  /** Where a value stands, or its key. */
  offsetOf(path: ConfigurationPath): number;
  offsetOfKey(path: ConfigurationPath): number;
}

export interface Settings {
  /** Undefined where no file gave the settings. */
  readonly source: ConfigurationSource | undefined;
  readonly preset: Preset;
  /** Owners of objects: left out, or set by guarded ALTER … OWNER TO. */
  readonly owners: (typeof choices.owners)[number];
  /** GRANT, REVOKE and default privileges. */
  readonly privileges: (typeof choices.privileges)[number];
  /** Roles that policies, mappings and privileges name: made when missing, expected to be there, or not mentioned. */
  readonly roles: (typeof choices.roles)[number];
  /** What only a superuser may do: in the file, or in files of its own for an administrator. */
  readonly superuser: (typeof choices.superuser)[number];
  /** The server's major version; undefined: the one that the dump says it comes from. */
  readonly postgres: number | undefined;
  /** Statements that PostgreSQL's grammar refuses are written as they stand. */
  readonly allowUnparsed: boolean;
  /** The dump may end early. */
  readonly allowIncomplete: boolean;
  /** Names of transforms that are off. */
  readonly off: readonly string[];
  readonly tenancy: TenancySettings;
  readonly keys: KeySettings;
  readonly audit: AuditSettings;
  /** Profiles by name; a table has the first that its name fits. */
  readonly compliance: Readonly<Record<string, ComplianceProfile>>;
  /** Tables whose rows are persons, or belong to one, beside those that are found. */
  readonly persons: Patterns;
  readonly holds: HoldSettings;
  /** Passwords and keys of the dump stand in the output, as they are. */
  readonly keepSecrets: boolean;
  /** What the names begin with that the tool chooses: of policies, triggers, trigger functions, the role for views. */
  readonly prefix: string;
  /** Tables with row-level security and no policy of the author that are opened to whoever has privileges. */
  readonly open: Patterns;
  /** Roles of the application; empty: those that the dump grants anything to, but for owners. */
  readonly applicationRoles: readonly string[];
  /** Roles that work for all tenants, as with BYPASSRLS: the self-check accepts them. */
  readonly administratorRoles: readonly string[];
  /** The role that views run as whose readers may not read what they show. */
  readonly viewOwner: string;
  /** The role that owns the functions that find a tenant; undefined without `tenancy.lookup`. */
  readonly lookupRole: string | undefined;
  /** The owner of materialized views over tenant tables: a role with BYPASSRLS; undefined: whoever runs the file. */
  readonly materializedViewOwner: string | undefined;
  /** Materialized views that tenants may read through a view of their own rows. */
  readonly exposedMaterializedViews: Patterns;
  /** The owner of SECURITY DEFINER functions; undefined: whoever runs the file. */
  readonly definerOwner: string | undefined;
  /** Routines that run with the owner's rights and set a search_path get pg_temp at its end. */
  readonly appendPgTemp: boolean;
  /** The search_path of routines, schema by schema, by their name with the types of their arguments: `core.f(uuid)`. */
  readonly searchPaths: Readonly<Record<string, readonly string[]>>;
  /** TEMPORARY on the database: left with PUBLIC and the application's roles, or taken away. */
  readonly temporary: (typeof temporaries)[number];
  /** Reference tables on which application roles keep no more than SELECT. */
  readonly readOnly: Patterns;
  /** The version in the name of the output, `001`; undefined: later migrations cannot be told. */
  readonly version: string | undefined;
  /** Options of the command line that the output depends on, as one would type them: the header has them, so that verify knows. */
  readonly commandLine: string;
  /** Flyway's history: a table that is looked for along the search_path, or schema.table. */
  readonly historyTable: string;
  /** Warnings that do not count for `--strict`. */
  readonly accept: readonly Acceptance[];
  /** Severities that differ from the tool's. */
  readonly severity: Readonly<Partial<Record<DiagnosticCode, SeverityChoice | undefined>>>;
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
  printWidth: 110,
  tabWidth: 2,
};

/** The roles have the prefix of the other names, where nothing else is said. */
export function withDefaults(said: Partial<Settings>): Settings {
  const all = { ...defaults, ...said };
  return {
    ...all,
    viewOwner: said.viewOwner ?? `${all.prefix}_view_owner`,
    lookupRole: all.tenancy.lookup.length > 0 ? `${all.prefix}_lookup` : undefined,
  };
}
