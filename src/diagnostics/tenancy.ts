/** Which table belongs to whom, the tenant column, and the functions and names that the preset `hims` adds. */
import type { Entries } from './entry.js';

export const tenancyEntries = {
  'tenants/no-key': {
    severity: 'error',
    title: 'The tenants table has no key of one column',
    problem:
      'The tenant column refers to one column of the tenants table, and that table has no primary or unique key of one column.',
    whatToDo: 'Add such a key in the design, or name another table in tenancy.table.',
  },
  'tenants/no-tables': {
    severity: 'info',
    title: 'The dump has no tables',
    problem:
      'Without tables there is nothing to isolate, so no tenants table, tenant function or self-check is created.',
    whatToDo: 'If later migrations create tables of tenants, set tenancy: { create: true }.',
  },
  'tenants/none': {
    severity: 'error',
    title: 'No tenants table was found',
    problem:
      'No table of the dump is called tenants and has a primary key of one column, and the configuration names none. The message lists tables that may be it, with the evidence.',
    whatToDo:
      'Name it: tenancy: { table: schema.name }. If there is none yet, set tenancy: { create: true }; if tenants are kept elsewhere, tenancy: { table: none }.',
  },
  'tenants/writable': {
    severity: 'warning',
    title: 'A tenant can change its own row of the tenants table',
    problem:
      'Each tenant sees its own row, and an application role with the privilege can change or delete it, for example the plan or the status of the contract.',
    whatToDo:
      'If only administrators manage tenants, revoke UPDATE and DELETE on the table from the application roles in the design.',
  },
  'tenant/fixed-table': {
    severity: 'warning',
    title: 'A table cannot have a tenant column because of code',
    problem:
      'A rule, a function or a view depends on exactly these columns and would fail with another one. The table stays open: all tenants share its rows.',
    whatToDo:
      'Add the column in the design and change that code. Or revoke the application’s privileges on the table.',
  },
  'tenant/leftover': {
    severity: 'warning',
    title: 'A table looks like a temporary or backup table',
    problem:
      'The name suggests a copy that somebody forgot. It was kept and is treated like any other table.',
    whatToDo: 'Drop it in the design if nobody needs it.',
  },
  'tenant/no-column': {
    severity: 'warning',
    title: 'A table has no tenant column',
    problem:
      'The table cannot have or does not get a tenant column, for the reason in the message. All tenants share its rows.',
    whatToDo:
      'Switch the transform on (transforms: { tenantColumn: true }), or add the column in the design.',
  },
  'tenant/memberships': {
    severity: 'warning',
    title: 'A table of memberships shows the current tenant’s only',
    problem:
      'The table joins users with tenants and gets policies. It shows the memberships in the current tenant, and none before a tenant is set, so an application cannot list a user’s tenants from it.',
    whatToDo: 'To list them, use a role or a routine whose owner has BYPASSRLS.',
  },
  'tenant/nullable': {
    severity: 'warning',
    title: 'The tenant column may be NULL',
    problem:
      'NULL equals no tenant, so rows without a tenant are hidden from all tenants; in a mixed table all tenants can read them and none can write them.',
    whatToDo:
      'Make the column NOT NULL in the design. If all tenants share rows without a tenant, add the table to tenancy.mixedTables.',
  },
  'tenant/other-column': {
    severity: 'info',
    title: 'Another column may hold the tenant',
    problem:
      'The table has a column that refers to something like a tenant, or to a part of one. The tenant column was added beside it.',
    whatToDo: "If that column holds the tenant, set tenancy: { columns: { 'schema.table': column } }.",
  },
  'tenant/reused': {
    severity: 'info',
    title: 'An existing column is used as the tenant column',
    problem:
      'The table has a column that holds the tenant, so none was added. If it holds something else, the policies show the wrong rows.',
    whatToDo: 'Check the reason in the message. If it is wrong, name the right column in tenancy.columns.',
  },
  'tenant/shared': {
    severity: 'warning',
    title: 'A table stays open to every tenant',
    problem:
      'The structure of the table shows that tenants share it, for the reason in the message. It gets no tenant column and no policy.',
    whatToDo: 'If each row belongs to one tenant, list it in tenancy.tenantTables.',
  },
  'tenant/text-column': {
    severity: 'warning',
    title: 'The tenant column is text, but tenant ids are not',
    problem:
      'Policies compare the column as text. It gets no foreign key to the tenants table, so it can hold values that are no tenant’s.',
    whatToDo: 'Give the column the type of the tenants table’s key in the design.',
  },
  'tenant/type-mismatch': {
    severity: 'warning',
    title: 'The tenant column cannot hold a tenant id',
    problem:
      'The type of the column cannot hold the key of the tenants table, so the comparison is never true and all rows are hidden.',
    whatToDo: 'Give the column the type of the tenants table’s key in the design.',
  },
  'tenant/typed-table': {
    severity: 'warning',
    title: 'A typed table cannot have a tenant column',
    problem:
      'The columns of the table come from a composite type (OF type), and PostgreSQL adds none to such a table. All tenants share its rows.',
    whatToDo:
      'Make it a table with its own columns in the design, or revoke the application’s privileges on it.',
  },
  'tenant/undecided': {
    severity: 'warning',
    title: 'Can’t tell whether a table is tenant-owned',
    problem:
      'Neither references, columns nor names decide whether its rows belong to one tenant. It is treated as tenant-owned, which is the safe side, but shared rows would be hidden.',
    whatToDo:
      'List it in tenancy.tenantTables if each row belongs to one tenant, in tenancy.referenceTables if all tenants share the rows, or in tenancy.mixedTables if they share some.',
  },
  'tenancy/claims': {
    severity: 'warning',
    title: 'Policies read a token, but the tenant comes from a setting',
    problem:
      'Policies of the dump read the claims of a token, while the tenant function reads a setting. An application that only sends a token sees no rows.',
    whatToDo: 'Take the tenant from the claim: set tenancy.tenantExpression.',
  },
  'tenancy/setting-found': {
    severity: 'info',
    title: 'The tenant’s setting was found in the policies',
    problem:
      'The policies of the dump compare the tenant column with a setting, so the tenant function that is created reads the same one.',
    whatToDo: 'If the application sets another one, name it in tenancy.tenantSetting.',
  },
  'tenancy/user-setting-found': {
    severity: 'info',
    title: 'The user’s setting was found in a function of the dump',
    problem:
      'A function of the dump reads the current user from a setting, so the user function that is created reads the same one.',
    whatToDo: 'If the application sets another one, name it in tenancy.userSetting.',
  },
  'kernel/expected': {
    severity: 'warning',
    title: 'A function that the baseline needs is not created',
    problem:
      'The transform kernel is off, and the dump does not have the function either. Policies and defaults call it, so the baseline fails where it is missing.',
    whatToDo:
      'Create the function before the baseline runs, or switch the transform on: transforms: { kernel: true }.',
  },
  'kernel/expression': {
    severity: 'error',
    title: 'tenancy.tenantExpression cannot be used',
    problem:
      'The text is not exactly one SQL expression, the dump has its own tenant function, or the target version is older than 14.',
    whatToDo:
      'Write one expression with a value of the tenant column’s type, remove the setting, or name another function in tenancy.tenantFunction.',
  },
  'kernel/return-type': {
    severity: 'error',
    title: 'The dump’s function returns another type',
    problem:
      'The dump has a function with the name of the tenant or user function, and its type cannot be compared with the ids.',
    whatToDo:
      'Name another function in tenancy.tenantFunction or tenancy.userFunction; it does not have to exist.',
  },
  'names/taken': {
    severity: 'error',
    title: 'The dump uses a name that pg-baseline needs',
    problem:
      'The dump has an object with that name and another definition. Replacing it would lose the dump’s object.',
    whatToDo:
      'Set another prefix (names: { prefix: baseline2 }) or the setting that the message names, or rename the object in the design.',
  },
  'selfCheck/not-called': {
    severity: 'warning',
    title: 'The baseline does not end with the self-check',
    problem:
      'A transform that isolates tenants is off, so the self-check would fail and is not called. This baseline alone does not isolate tenants.',
    whatToDo:
      'Switch the transform on, or call the self-check in the migration that completes the isolation: SELECT core.assert_tenant_isolation();',
  },
  'selfCheck/taken': {
    severity: 'error',
    title: 'The dump has a routine with the self-check’s name',
    problem: 'A call of the self-check would be ambiguous, or would call the routine of the dump.',
    whatToDo: 'Set another name in tenancy.checkFunction.',
  },
  'selfCheck/unmanaged': {
    severity: 'warning',
    title: 'The self-check skips a schema with tables of the dump',
    problem:
      'tenancy.unmanagedSchemas lists a schema that has tables of the dump. They stay as they are, and the self-check says nothing about them.',
    whatToDo:
      'Remove the schema from tenancy.unmanagedSchemas, or exclude it from the dump with pg_dump --exclude-schema.',
  },
  'kernel/setting': {
    severity: 'error',
    title: 'A configured setting has no effect',
    problem:
      'tenancy.tenantSetting or tenancy.userSetting names a setting, but the function of the dump reads another one.',
    whatToDo: 'Remove the key from the configuration, or change the function in the design.',
  },
  'unmanaged/left-alone': {
    severity: 'info',
    title: 'Tables of another tool are left as they are',
    problem:
      'A framework or platform owns these tables. They get no tenant column and no policies; the report lists what roles may do there.',
    whatToDo: 'If such a table is yours, list it in tenancy.tenantTables.',
  },
  'unmanaged/managed': {
    severity: 'warning',
    title: 'A table looks like another tool’s but is not treated as one',
    problem:
      'The table has the name of a framework’s table, but has a tenant column, refers to the tenants table or differs otherwise. It gets columns and policies like any other.',
    whatToDo: 'If it belongs to the framework, list it in tenancy.unmanagedTables.',
  },
  'unmanaged/partition': {
    severity: 'warning',
    title: 'A table that should be left alone is a partition of a managed table',
    problem: 'A partition needs the columns that its parent gains, so it is treated like its parent.',
    whatToDo: 'To leave both as they are, list both in tenancy.unmanagedTables.',
  },
  'migrationTools/kept': {
    severity: 'warning',
    title: 'The history table of a migration tool was kept',
    problem:
      'The preset plain keeps every table. A tool that runs the baseline and writes its history to the same table can wait for its own lock, as Flyway does.',
    whatToDo:
      'Exclude the table from the dump (pg_dump --exclude-table), or configure another history table for the tool.',
  },
  'migrationTools/needed': {
    severity: 'warning',
    title: 'Something depends on the history table of a migration tool',
    problem:
      'The table would be left out, but an object of the dump needs it, so it was kept. The tool may create its table again.',
    whatToDo: 'Remove the dependency in the design.',
  },
} as const satisfies Entries;
