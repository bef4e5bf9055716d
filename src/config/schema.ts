/**
 * The schema of the configuration file, from which its type, its JSON Schema and the README's table come. Imports zod,
 * like profile.ts and values.ts.
 */
import * as z from 'zod';
import { choices, defaults, temporaries } from '../settings/settings.js';
import type { SeverityChoice } from '../diagnostics/diagnostics.js';
import { entryOf } from '../diagnostics/registry.js';
import { acceptableCodes, governedCodes } from './codes.js';
import { profile } from './profile.js';
import { transforms } from '../transforms/registry.js';
import {
  backfillText,
  checkRoutine,
  columnName,
  columnSql,
  flag,
  group,
  historyName,
  issued,
  listOf,
  oneOf,
  oneTable,
  path,
  prefix,
  relations,
  role,
  routine,
  schemaName,
  setting,
  signature,
  table,
  sqlText,
  tables,
  tenantsTable,
  text,
} from './values.js';

export type Issue = z.core.$ZodIssue;

const switches = Object.fromEntries(
  transforms.map(({ name, summary }) => [
    name,
    flag.optional().meta({ description: summary, default: true }),
  ]),
);

const { tenancy, keys, audit } = defaults;

// prettier-ignore
const tenancySchema = group({
  table: tenantsTable.optional().meta({ description: 'Tenants table. By default the table of the dump that is called `tenants`. `none`: there is none, and no foreign key to one is made.' }),
  create: flag.optional().meta({ description: 'Create a tenants table if the dump has none. Otherwise the conversion stops and lists candidates.', default: tenancy.create }),
  column: columnName.optional().meta({ description: 'Name of the tenant column that is added to tables without one. By default the one that most tables use for their reference to the tenants table, else `tenant_id`.' }),
  tenantFunction: routine.optional().meta({ description: 'Function that returns the current tenant. If the dump has it, it is used unchanged.', default: tenancy.tenantFunction }),
  userFunction: routine.optional().meta({ description: 'Function that returns the current user.', default: tenancy.userFunction }),
  tenantSetting: setting.optional().meta({ description: 'Setting that the tenant function reads, if pg-baseline creates that function. By default the one that the dump’s own policies compare the tenant column with, else `app.tenant_id`.' }),
  tenantExpression: sqlText.optional().meta({ description: 'SQL expression that the tenant function returns instead of a setting, for example a claim of a token, if pg-baseline creates that function.' }),
  userSetting: setting.optional().meta({ description: 'Setting that the user function reads, if pg-baseline creates that function.', default: tenancy.userSetting }),
  checkFunction: checkRoutine.optional().meta({ description: 'Function that checks tenant isolation (the self-check). Its name starts with `assert_`.', default: tenancy.checkFunction }),
  unmanagedSchemas: listOf(schemaName, 'a list of schemas', 'list of schemas').optional().meta({ description: 'Schemas of other tools, which stay as they are and which the self-check skips.' }),
  unmanagedTables: tables.optional().meta({ description: 'Tables of other tools, which stay as they are.' }),
  tenantTables: tables.optional().meta({ description: 'Tables in which each row belongs to one tenant.' }),
  referenceTables: tables.optional().meta({ description: 'Tables whose rows are shared by all tenants.' }),
  mixedTables: tables.optional().meta({ description: 'Tables in which a row belongs to one tenant or, if its tenant column is NULL, to all.' }),
  logTables: tables.optional().meta({ description: 'Log tables that may be written when no tenant is set.' }),
  columns: z.record(table, columnName, { error: 'names of tables, each with the name of a column' }).optional().meta({ description: 'Tables whose tenant column has another name.', title: 'tables, each with its column' }),
  foreignKeys: tables.optional().meta({ description: 'Tables whose existing tenant column gets a foreign key to the tenants table.' }),
  lookup: listOf(columnName, 'a list of columns', 'list of columns').optional().meta({ description: 'Columns of the tenants table, each with a unique key, by which the application finds a tenant before it sets one. Each gets a function, for example `find_tenant_by_subdomain`.' }),
}).refine(({ tenantSetting, tenantExpression }) => tenantSetting === undefined || tenantExpression === undefined, {
  error: 'tenancy.tenantSetting and tenancy.tenantExpression exclude each other; keep one of them.',
  path: ['tenantExpression'],
});

// prettier-ignore
const keysSchema = group({
  replaceForeignKeys: flag.optional().meta({ description: 'Replace the dump’s foreign keys with those over the tenant column, instead of keeping both.', default: keys.replaceForeignKeys }),
  btreeGist: flag.optional().meta({ description: 'Install the extension btree_gist if an exclusion constraint needs it for the tenant column.', default: keys.btreeGist }),
  perTenant: listOf(issued, 'a list of columns', 'list of columns').optional().meta({ description: 'Columns whose values each tenant issues. Unique keys on them become unique per tenant.', default: keys.perTenant }),
  global: relations.optional().meta({ description: 'Unique constraints, unique indexes and exclusion constraints that stay global.' }),
});

// prettier-ignore
const auditSchema = group({
  createdAt: columnSql.optional().meta({ description: 'When the row was created.', default: audit.createdAt }),
  createdBy: columnSql.optional().meta({ description: 'Who created it.', default: audit.createdBy }),
  updatedAt: columnSql.optional().meta({ description: 'When it was last changed.', default: audit.updatedAt }),
  updatedBy: columnSql.optional().meta({ description: 'Who changed it last.', default: audit.updatedBy }),
  rowVersion: columnSql.optional().meta({ description: 'How often it was changed (for optimistic locking).', default: audit.rowVersion }),
  except: tables.optional().meta({ description: 'Tables that get none of these columns.' }),
  appendOnly: tables.optional().meta({ description: 'Tables whose rows are never changed. They get only `createdAt` and `createdBy`.' }),
});

// prettier-ignore
const privilegesSchema = group({
  grants: oneOf(choices.privileges).optional().meta({ description: 'The same as `privileges: keep` or `privileges: strip`.', default: defaults.privileges }),
  temporary: oneOf(temporaries).optional().meta({ description: 'Keep the privilege TEMPORARY on the database, or revoke it from PUBLIC and the application roles. Without it, nobody can hide real objects behind temporary ones.', default: defaults.temporary }),
});

const PROFILES = 'names of profiles, each with tables, columns and checks, or false';

// prettier-ignore
const complianceSchema = z
  .object({
    enforce: flag.optional().meta({ description: 'Triggers refuse to delete, truncate or anonymize rows on legal hold or within their retention.', default: defaults.holds.enforce }),
    releaseRole: role.optional().meta({ description: 'The role that may lift a legal hold or shorten a retention; without it, the owner of the table.' }),
    persons: tables.optional().meta({ description: 'Tables whose rows are persons, or belong to one, beside those that the tool finds.' }),
  }, { error: PROFILES })
  .catchall(z.union([z.literal(false), profile], { error: 'false, or tables, columns and checks' }))
  .meta({
    description:
      'Data-protection columns, by profile. A profile given here replaces the built-in one of that name; `false` removes it.',
    title: 'the keys below, and profiles, each with its keys or `false`',
    default: defaults.compliance,
  });

const SEVERITIES = ['error', 'warning', 'info', 'off'] as const satisfies readonly SeverityChoice[];

const acceptance = group({
  code: z.literal(acceptableCodes, { error: 'a code of docs/diagnostics.md' }),
  object: text('an object as report.json names it', 'object').optional(),
  reason: text('a reason', 'text', /\S/),
});

const severities = Object.fromEntries(
  governedCodes.map((code) => [
    code,
    oneOf(SEVERITIES)
      .optional()
      .meta({ description: entryOf(code).title }),
  ]),
);

// prettier-ignore
const schema = z.strictObject({
  $schema: text('the address of a JSON Schema', 'address').optional(),
  dump: path.optional().meta({ description: 'Dump to convert, if the command line names none.' }),
  output: path.optional().meta({ description: 'File to write, if the command line names none.' }),
  report: z.union([path, z.array(path)], { error: 'the path of a file, or a list of paths' }).optional().meta({ description: 'Report files to write: `.html`, `.md` or `.txt` for people, `.json` for programs.', title: 'path, or list of paths' }),
  verification: path.optional().meta({ description: 'File that `verify` writes its result to, as JSON. The `.html` and `.md` reports show it if it is about the same baseline.' }),
  released: flag.optional().meta({ description: 'Databases have run the baseline: `convert` no longer rewrites it, and names `pg-baseline diff`.', default: false }),
  strict: flag.optional().meta({ description: 'Exit with code 1 if there is a warning that `accept` does not list.', default: false }),
  accept: listOf(acceptance, 'a list of entries, each with code and reason', 'list of entries').optional().meta({ description: 'Warnings that do not count for `strict`, each with the reason, which the reports show: `{ code: tenant/undecided, object: table core.shifts, reason: … }`. Without `object`, all warnings of the code. An entry that matches no warning is a warning itself.' }),
  severity: z.strictObject(severities, { error: 'codes, each with error, warning, info or off' }).optional().meta({ description: 'Severities by [code](docs/diagnostics.md). `error` stops the conversion; what is `off` is only counted in the reports.', title: 'codes, each with `error`, `warning`, `info` or `off`' }),
  allowUnparsed: flag.optional().meta({ description: 'Keep statements that PostgreSQL’s parser rejects, unchanged and with a warning.', default: defaults.allowUnparsed }),
  allowIncomplete: flag.optional().meta({ description: 'Convert a truncated dump as far as it goes, with a warning.', default: defaults.allowIncomplete }),
  preset: oneOf(choices.preset).optional().meta({ description: '`hims` adds tenancy, audit columns and row-level security; `plain` keeps the schema exactly as it is.', default: defaults.preset }),
  postgres: oneOf(choices.postgres).optional().meta({ description: 'Major version of PostgreSQL that the output is for. By default the version that the dump comes from.' }),
  owners: oneOf(choices.owners).optional().meta({ description: 'Leave owners out, or set each owner whose role exists.', default: defaults.owners }),
  privileges: z.union([oneOf(choices.privileges), privilegesSchema], { error: `keep or strip, or grants and temporary` }).optional().meta({ description: 'Keep GRANT and REVOKE, each run only if its role exists, or leave them out. To set both keys: `privileges: { grants: keep, temporary: revoke }`.', default: defaults.privileges, title: '`keep`, `strip`, or the keys below' }),
  roles: oneOf(choices.roles).optional().meta({ description: 'Roles that the output names: create missing ones, expect all to exist, or skip statements that name a missing one.', default: defaults.roles }),
  superuser: oneOf(choices.superuser).optional().meta({ description: 'Statements that need a superuser: keep them in the output, or write them to separate files for an administrator.', default: defaults.superuser }),
  keepSecrets: flag.optional().meta({ description: 'Write passwords and keys from the dump to the output, instead of placeholders.', default: defaults.keepSecrets }),
  tenancy: tenancySchema.optional(),
  keys: keysSchema.optional(),
  audit: auditSchema.optional(),
  compliance: complianceSchema.optional(),
  adopt: group({
    backfill: z.record(oneTable, backfillText, { error: 'names of tables, each with a path or an SQL expression' }).optional().meta({ description: 'Where `pg-baseline adopt` takes the tenant of a table’s rows from, instead of the path of foreign keys that it finds: `column -> schema.table`, or an SQL expression over the columns of the row.', title: 'tables, each with `column -> schema.table` or an SQL expression' }),
  }).optional(),
  names: group({
    prefix: prefix.optional().meta({ description: 'Prefix for the names of the policies, triggers, trigger functions and roles (view owner, lookup) that pg-baseline creates. A prefix other than the default is part of the names of constraints and indexes too.', default: defaults.prefix }),
  }).optional(),
  rls: group({
    open: tables.optional().meta({ description: 'Tables with row-level security but no policy, which only their owner can read, to open to every role with privileges on them.' }),
  }).optional(),
  applicationRoles: listOf(role, 'a list of roles', 'list of roles').optional().meta({ description: 'Roles of the application. By default all roles that the dump grants privileges to, except owners and roles that default privileges are for.' }),
  administratorRoles: listOf(role, 'a list of roles', 'list of roles').optional().meta({ description: 'Roles that work for all tenants, for example with BYPASSRLS. The self-check accepts them.' }),
  views: group({
    owner: role.optional().meta({ description: 'Role that owns views whose readers have no privileges on the tables behind them.', default: defaults.viewOwner }),
    materializedOwner: role.optional().meta({ description: 'Owner of materialized views over tenant tables, a role with BYPASSRLS. By default the role that runs the output.' }),
    exposed: tables.optional().meta({ description: 'Materialized views that each tenant may read through a view of its own rows.' }),
  }).optional(),
  functions: group({
    definerOwner: role.optional().meta({ description: 'Owner of SECURITY DEFINER functions. By default the role that runs the output.' }),
    appendPgTemp: flag.optional().meta({ description: 'Append `pg_temp` to the search_path of routines that run with the owner’s rights, so that their caller’s temporary objects are not found first.', default: defaults.appendPgTemp }),
    searchPath: z.record(signature, listOf(text('the name of a schema', 'schema'), 'a list of schemas', 'list of schemas'), { error: 'routines as schema.name(types), each with a list of schemas' }).optional().meta({ description: 'Set the search_path of routines: `core.f(uuid): [core]`. `pg_temp` is appended.', title: 'routines, each with its schemas' }),
  }).optional(),
  flyway: group({
    table: historyName.optional().meta({ description: 'Name of Flyway’s history table, if `flyway.table` or Flyway’s schema differs from the default: a table, or schema.table.', default: defaults.historyTable }),
  }).optional(),
  readOnly: tables.optional().meta({ description: 'Reference tables on which application roles keep only SELECT.' }),
  transforms: z.strictObject(switches, { error: 'names of transforms, each with true or false' }).optional().meta({ description: 'Transforms to switch off: `foldDefaults: false`.', title: 'names, each with `true` or `false`' }),
}, { error: 'keys with values' });

export type Config = z.infer<typeof schema>;

export const check = (value: unknown) => schema.safeParse(value);

/** The JSON Schema for completion and validation in editors. */
export function configSchema() {
  return { title: 'Configuration of pg-baseline', ...z.toJSONSchema(schema) };
}
