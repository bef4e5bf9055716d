/**
 * What may stand in the configuration file: one schema, from which its type, its JSON Schema and the README's table
 * come. The door to zod, with values.ts.
 */
import * as z from 'zod';
import { column, expression } from '../house/sql.js';
import { choices, defaults, temporaries } from '../settings.js';
import { transforms } from '../transforms/registry.js';
import {
  checkSql,
  columnName,
  columnSql,
  flag,
  group,
  historyName,
  issued,
  listOf,
  oneOf,
  path,
  prefix,
  relations,
  role,
  routine,
  schemaName,
  setting,
  signature,
  table,
  tableName,
  tables,
  text,
} from './values.js';

export type Issue = z.core.$ZodIssue;

const switches = Object.fromEntries(
  transforms.map(({ name, summary }) => [
    name,
    flag.optional().meta({ description: summary, default: true }),
  ]),
);

/** A check stands where the tool added all columns that it names: one that names others would never stand. */
function namesItsColumns(
  checks: readonly string[],
  columns: readonly string[],
  context: z.core.$RefinementCtx,
): void {
  const names = columns.map((text) => column(text).name);
  checks.forEach((check, index) => {
    const other = expression(check).columns.find((name) => !names.includes(name));
    if (other === undefined) return;
    const message = `"${other}" is no column of this profile.`;
    const params = { offset: Math.max(0, check.indexOf(other)) };
    context.addIssue({ code: 'custom', message, path: ['checks', index], params });
  });
}

const profile = group({
  tables: tables.meta({ description: 'Tables of the profile; a table has the first profile that it fits.' }),
  columns: listOf(columnSql, 'a list of columns as SQL', 'list of columns as SQL')
    .optional()
    .meta({ description: 'The columns that they get.' }),
  checks: listOf(checkSql, 'a list of conditions as SQL', 'list of conditions as SQL')
    .optional()
    .meta({ description: 'Conditions over these columns: each becomes a CHECK.' }),
}).superRefine(({ checks = [], columns = [] }, context) => namesItsColumns(checks, columns, context));

const { tenancy, keys, audit } = defaults;

// prettier-ignore
const tenancySchema = group({
  table: tableName.optional().meta({ description: 'The tenants table; without it, the dump’s own that is called `tenants`.' }),
  create: flag.optional().meta({ description: 'A tenants table is made where the dump has none; without it, the conversion stops there, and names the tables that it may be.', default: tenancy.create }),
  column: columnName.optional().meta({ description: 'The tenant column of tables that have none yet.', default: tenancy.column }),
  tenantFunction: routine.optional().meta({ description: 'The function that tells the current tenant; the dump’s own is used as it stands.', default: tenancy.tenantFunction }),
  userFunction: routine.optional().meta({ description: 'The function that tells the current user.', default: tenancy.userFunction }),
  tenantSetting: setting.optional().meta({ description: 'The setting that the tenant function reads, where the tool makes it.', default: tenancy.tenantSetting }),
  userSetting: setting.optional().meta({ description: 'The setting that the user function reads, where the tool makes it.', default: tenancy.userSetting }),
  checkFunction: routine.optional().meta({ description: 'The function that checks that tenants are apart.', default: tenancy.checkFunction }),
  unmanagedSchemas: listOf(schemaName, 'a list of schemas', 'list of schemas').optional().meta({ description: 'Schemas of other tools, which the self-check does not look at.' }),
  tenantTables: tables.optional().meta({ description: 'Tables whose rows belong to one tenant each.' }),
  referenceTables: tables.optional().meta({ description: 'Tables whose rows belong to all.' }),
  mixedTables: tables.optional().meta({ description: 'Tables whose rows belong to one tenant or, without one, to all.' }),
  logTables: tables.optional().meta({ description: 'Logs that may be written without a tenant.' }),
  columns: z.record(table, columnName, { error: 'names of tables, each with the name of a column' }).optional().meta({ description: 'Tenant columns of another name, by table.', title: 'tables, each with its column' }),
  foreignKeys: tables.optional().meta({ description: 'Tables whose own tenant column gets a foreign key to the tenants table.' }),
});

// prettier-ignore
const keysSchema = group({
  replaceForeignKeys: flag.optional().meta({ description: 'The foreign keys of the dump give way to those with the tenant column.', default: keys.replaceForeignKeys }),
  btreeGist: flag.optional().meta({ description: 'btree_gist is installed where an exclusion constraint needs it to take the tenant column.', default: keys.btreeGist }),
  perTenant: listOf(issued, 'a list of columns', 'list of columns').optional().meta({ description: 'Columns whose values a tenant issues: unique within it.', default: keys.perTenant }),
  global: relations.optional().meta({ description: 'Unique constraints and indexes, and exclusion constraints, that stay as they are.' }),
});

// prettier-ignore
const auditSchema = group({
  createdAt: columnSql.optional().meta({ description: 'When a row was made.', default: audit.createdAt }),
  createdBy: columnSql.optional().meta({ description: 'Who made it.', default: audit.createdBy }),
  updatedAt: columnSql.optional().meta({ description: 'When it was changed last.', default: audit.updatedAt }),
  updatedBy: columnSql.optional().meta({ description: 'Who changed it last.', default: audit.updatedBy }),
  rowVersion: columnSql.optional().meta({ description: 'How often it was changed.', default: audit.rowVersion }),
  except: tables.optional().meta({ description: 'Tables that get none of these columns.' }),
  appendOnly: tables.optional().meta({ description: 'Tables whose rows are never changed: they get the first two.' }),
});

// prettier-ignore
const privilegesSchema = group({
  grants: oneOf(choices.privileges).optional().meta({ description: 'The same as `privileges: keep` or `strip`.', default: defaults.privileges }),
  temporary: oneOf(temporaries).optional().meta({ description: 'TEMPORARY on the database: left as it is, or taken from PUBLIC and the roles of the application. Without it nobody can put temporary objects in the place of others.', default: defaults.temporary }),
});

const complianceSchema = z
  .record(
    z.string(),
    z.union([z.literal(false), profile], { error: 'false, or tables, columns and checks' }),
    {
      error: 'names of profiles, each with tables, columns and checks, or false',
    },
  )
  .meta({
    description:
      'Columns for the protection of data, by profile. One that is given replaces the profile of its name, `false` leaves it out.',
    title: 'profiles, each with its keys or `false`',
    default: defaults.compliance,
  });

// prettier-ignore
const schema = z.strictObject({
  $schema: text('the address of a JSON Schema', 'address').optional(),
  dump: path.optional().meta({ description: 'The dump to convert, when the command line names none.' }),
  output: path.optional().meta({ description: 'The file to write, when the command line names none.' }),
  report: z.union([path, z.array(path)], { error: 'the path of a file, or a list of paths' }).optional().meta({ description: 'Where to write the report: `.html`, `.md` or `.txt` for people, `.json` for programs.', title: 'path, or list of paths' }),
  verification: path.optional().meta({ description: 'Where `verify` writes what it found, for programs; the reports `.html` and `.md` show it while it is about their baseline.' }),
  strict: flag.optional().meta({ description: 'A warning makes the exit code 1.', default: false }),
  allowUnparsed: flag.optional().meta({ description: 'Write a statement that PostgreSQL’s grammar refuses as it stands, with a warning.', default: defaults.allowUnparsed }),
  allowIncomplete: flag.optional().meta({ description: 'Convert a dump that ends early: what is there, with a warning.', default: defaults.allowIncomplete }),
  preset: oneOf(choices.preset).optional().meta({ description: '`hims` adds tenancy, audit columns and row-level security; `plain` keeps the schema exactly as it is.', default: defaults.preset }),
  postgres: oneOf(choices.postgres).optional().meta({ description: 'Major version of the server that the output is for; without it, the one that the dump comes from.' }),
  owners: oneOf(choices.owners).optional().meta({ description: 'Leave owners out, or set them where the role is there.', default: defaults.owners }),
  privileges: z.union([oneOf(choices.privileges), privilegesSchema], { error: `keep or strip, or grants and temporary` }).optional().meta({ description: 'Keep GRANT and REVOKE, guarded by role, or leave them out. With more to say: `privileges: { grants: keep, temporary: revoke }`.', default: defaults.privileges, title: '`keep`, `strip`, or the keys below' }),
  roles: oneOf(choices.roles).optional().meta({ description: 'Roles that are named: create what is missing, expect them to be there, or skip what names a missing one.', default: defaults.roles }),
  superuser: oneOf(choices.superuser).optional().meta({ description: 'What only a superuser may do: in the output, or in files of its own for an administrator.', default: defaults.superuser }),
  keepSecrets: flag.optional().meta({ description: 'Passwords and keys that the dump holds stand in the output; without it, placeholders do.', default: defaults.keepSecrets }),
  tenancy: tenancySchema.optional(),
  keys: keysSchema.optional(),
  audit: auditSchema.optional(),
  compliance: complianceSchema.optional(),
  names: group({
    prefix: prefix.optional().meta({ description: 'What the names of the tool’s policies, triggers, trigger functions and its role for views begin with.', default: defaults.prefix }),
  }).optional(),
  rls: group({
    open: tables.optional().meta({ description: 'Tables with row-level security and no policy, closed to all but their owner, that are opened to whoever has privileges.' }),
  }).optional(),
  applicationRoles: listOf(role, 'a list of roles', 'list of roles').optional().meta({ description: 'Roles of the application; without it, those that the dump grants anything to, but for owners.' }),
  administratorRoles: listOf(role, 'a list of roles', 'list of roles').optional().meta({ description: 'Roles that work for all tenants, as with BYPASSRLS: the self-check accepts them.' }),
  views: group({
    owner: role.optional().meta({ description: 'The role that views run as whose readers may not read what they show.', default: defaults.viewOwner }),
    materializedOwner: role.optional().meta({ description: 'The owner of materialized views over tenant tables, a role with BYPASSRLS; without it, whoever runs the output.' }),
    exposed: tables.optional().meta({ description: 'Materialized views that tenants may read through a view of their own rows.' }),
  }).optional(),
  functions: group({
    definerOwner: role.optional().meta({ description: 'The owner of SECURITY DEFINER functions; without it, whoever runs the output.' }),
    appendPgTemp: flag.optional().meta({ description: 'Routines that run with the owner’s rights and set a search_path get `pg_temp` at its end, so that temporary objects of whoever makes them run are not found first.', default: defaults.appendPgTemp }),
    searchPath: z.record(signature, listOf(text('the name of a schema', 'schema'), 'a list of schemas', 'list of schemas'), { error: 'routines as schema.name(types), each with a list of schemas' }).optional().meta({ description: 'The search_path of routines; `pg_temp` is added at its end: `core.f(uuid): [core]`.', title: 'routines, each with its schemas' }),
  }).optional(),
  flyway: group({
    table: historyName.optional().meta({ description: 'Flyway’s history, where `flyway.table` or its schema say another: a table, or schema.table.', default: defaults.historyTable }),
  }).optional(),
  readOnly: tables.optional().meta({ description: 'Reference tables on which application roles keep no more than SELECT.' }),
  transforms: z.strictObject(switches, { error: 'names of transforms, each with true or false' }).optional().meta({ description: 'Transforms to switch off: `foldDefaults: false`.', title: 'names, each with `true` or `false`' }),
}, { error: 'keys with values' });

export type Config = z.infer<typeof schema>;

export const check = (value: unknown) => schema.safeParse(value);

/** The JSON Schema that editors complete and check the configuration by. */
export function configSchema() {
  return { title: 'Configuration of pg-baseline', ...z.toJSONSchema(schema) };
}
