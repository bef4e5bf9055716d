/** Policies, privileges, roles, owners, and code that runs with the owner's rights. */
import type { Entries } from './entry.js';

export const securityEntries = {
  'rls/always-true': {
    severity: 'warning',
    title: 'A policy permits every row',
    problem:
      'A policy of the dump has the condition true. The restrictive policy still isolates tenants, but within a tenant nothing is filtered.',
    whatToDo: 'Drop the policy in the design, if it is there by mistake.',
  },
  'rls/bare-setting': {
    severity: 'warning',
    title: 'A policy fails if a setting is missing',
    problem:
      'The policy reads a setting without a default. If it is unset or empty, every query on the table is an error.',
    whatToDo: 'Let the policy call the tenant function in the design.',
  },
  'rls/deny-all': {
    severity: 'warning',
    title: 'A table can only be read by its owner',
    problem:
      'The dump enables row-level security on the table and has no permissive policy for it, so other roles see no rows.',
    whatToDo:
      'Write a policy in the design. To open the table to all roles with privileges on it, list it in rls.open.',
  },
  'rls/force-without-enable': {
    severity: 'warning',
    title: 'FORCE without ENABLE has no effect',
    problem:
      'The dump forces row-level security on the table but does not enable it, so no policy applied. It is enabled now, and rows can become hidden.',
    whatToDo: 'Review the policies of the table, and write both in the design.',
  },
  'rls/index-unusable': {
    severity: ['warning', 'info'],
    title: 'An index is not used under row-level security',
    problem:
      'PostgreSQL uses an index before the policies only if its operators are leakproof, and none of this index is. Queries of the application scan the tenant’s rows instead. It is a note if the dump had enabled row-level security already.',
    whatToDo:
      'Search by the tenant column first, or through a function of an owner that bypasses the policies.',
  },
  'rls/other-setting': {
    severity: 'warning',
    title: 'A policy reads another setting than the tenant function',
    problem:
      'The tenant comes from one setting, and policies of the dump read another one. Unless the application sets both, these policies match no rows.',
    whatToDo:
      'Let the policies call the tenant function in the design, or name their setting in tenancy.tenantSetting.',
  },
  'rls/partitions-closed': {
    severity: 'warning',
    title: 'Partitions can no longer be read directly',
    problem:
      'Partitions had privileges but no row-level security, so tenants could read each other’s rows through them. They are closed now.',
    whatToDo:
      'Let the application query only the parent table, or write policies for the partitions in the design.',
  },
  'rls/policy-activated': {
    severity: 'warning',
    title: 'Policies take effect that were inactive',
    problem:
      'The dump has policies on a table without row-level security. They take effect now, so rows may be hidden or shown that nobody has tested.',
    whatToDo: 'Review these policies as if they were new.',
  },
  'policy/function-not-executable': {
    severity: 'warning',
    title: 'A policy calls a function that a role cannot execute',
    problem:
      'Policies run functions with the rights of the reader. A role without EXECUTE on the function gets an error for each query on the table.',
    whatToDo: 'Grant EXECUTE on the function to the role in the design.',
  },
  'privileges/ddl-function': {
    severity: 'warning',
    title: 'A routine can no longer create objects',
    problem:
      'The routine creates objects with its caller’s rights, and application roles can no longer create objects in that schema.',
    whatToDo:
      'Let the owner call it, or make it SECURITY DEFINER in the design, with a search_path that ends in pg_temp.',
  },
  'privileges/default-for-runner': {
    severity: 'info',
    title: 'Default privileges apply to the role that runs the baseline',
    problem:
      'Owners are left out, so later objects belong to the role that runs the migrations. The default privileges were moved to that role.',
    whatToDo: 'Nothing. To keep the owners of the dump, set owners: keep.',
  },
  'privileges/default-open': {
    severity: 'warning',
    title: 'New tables or routines are open to the application',
    problem:
      'Default privileges give an application role access to each new table or routine. A table that is created without row-level security shows the rows of every tenant, and a SECURITY DEFINER routine gives its owner’s rights to its callers.',
    whatToDo:
      'Call the self-check after each migration. Or remove the default privileges from the design and grant explicitly.',
  },
  'privileges/foreign-table': {
    severity: 'warning',
    title: 'A foreign table was closed to the application',
    problem:
      'A foreign table cannot have policies, so every reader would see the rows of all tenants. The privileges of the application are revoked.',
    whatToDo: 'If all tenants share its rows, list it in tenancy.referenceTables.',
  },
  'privileges/grant-option': {
    severity: 'warning',
    title: 'An application role can pass on its privileges',
    problem:
      'The role has WITH GRANT OPTION on a table of tenants, so it can grant the privilege to any other role.',
    whatToDo: 'Remove WITH GRANT OPTION in the design.',
  },
  'privileges/never-granted': {
    severity: 'info',
    title: 'A role can use a schema but none of its tables',
    problem: 'The role has USAGE on the schema and no privilege on any table in it. A GRANT may be missing.',
    whatToDo: 'If the role needs the tables, grant privileges in the design.',
  },
  'privileges/public': {
    severity: 'warning',
    title: 'PUBLIC has privileges on a table of tenants',
    problem:
      'Every role of the server, including roles created later, has these privileges. Only the policies separate the tenants.',
    whatToDo: 'Grant the privileges to the roles that need them, and revoke them from PUBLIC in the design.',
  },
  'privileges/read-only': {
    severity: 'warning',
    title: 'readOnly names a table whose rows belong to tenants',
    problem: 'readOnly is for tables whose rows all tenants share, so it has no effect on this one.',
    whatToDo:
      'If all tenants share the rows, add the table to tenancy.referenceTables; otherwise remove it from readOnly.',
  },
  'privileges/reference-writable': {
    severity: 'warning',
    title: 'The application can change rows that all tenants share',
    problem: 'An application role may write to a reference table, so one tenant can change its rows for all.',
    whatToDo: 'If the application only reads the table, list it in readOnly.',
  },
  'privileges/roles-writable': {
    severity: 'warning',
    title: 'The application can change who may do what',
    problem:
      'An application role may write to a table that controls permissions. Anyone who can run SQL as the application can grant themselves any permission.',
    whatToDo: 'In the design, let only a SECURITY DEFINER routine or another role write to the table.',
  },
  'privileges/temporary': {
    severity: 'info',
    title: 'Every role can create temporary objects',
    problem:
      'A temporary table or type can hide a real one from a routine whose search_path does not end in pg_temp. Other findings name the routines that run with the owner’s rights.',
    whatToDo: 'If the application creates no temporary objects, set privileges: { temporary: revoke }.',
  },
  'privileges/temporary-revoked': {
    severity: 'info',
    title: 'The application can no longer create temporary tables',
    problem:
      'The configuration revokes TEMPORARY on the database from PUBLIC and the application roles. Code that creates temporary tables fails.',
    whatToDo: 'To keep the privilege, set privileges: { temporary: keep }.',
  },
  'roles/owner-is-application': {
    severity: 'warning',
    title: 'An application role may be an owner',
    problem:
      'A role creates objects and was also granted privileges on tables of tenants. It is treated as an owner: nothing is revoked from it, and an owner can switch policies off.',
    whatToDo: 'Let the application connect as another role, or list this one in applicationRoles.',
  },
  'owner/superuser-only': {
    severity: 'info',
    title: 'Only a superuser can own the object',
    problem:
      'PostgreSQL lets only superusers own event triggers and similar objects. The owner is set only if that role is a superuser.',
    whatToDo: 'Nothing, unless the owner matters: then give the role SUPERUSER before the baseline runs.',
  },
  'superuser/inline': {
    severity: 'warning',
    title: 'A statement for superusers stays in the baseline',
    problem:
      'superuser: separate moves such statements to files for an administrator, but other objects have to come before and after this one.',
    whatToDo: 'Run the baseline as a superuser, or create the object as a superuser before you run it.',
  },
  'definer/executable-by-app': {
    severity: 'warning',
    title: 'The application can call a routine with its owner’s rights',
    problem:
      'A SECURITY DEFINER routine reads or writes as its owner. If that owner is a superuser or has BYPASSRLS, it reaches the rows of all tenants.',
    whatToDo:
      'Do not run the baseline as a superuser, or set an owner without BYPASSRLS: functions: { definerOwner: ROLE }.',
  },
  'definer/left-alone': {
    severity: 'info',
    title: 'SECURITY DEFINER routines were not checked',
    problem:
      'They are in a schema that is left as it is, because a platform or tool is responsible for it. What the application can do through them is listed as known.',
    whatToDo: 'If they are yours, move them to a schema of the design.',
  },
  'definer/no-search-path': {
    severity: 'warning',
    title: 'A SECURITY DEFINER routine has no search_path',
    problem:
      'The caller’s search_path decides which tables, functions and operators the routine finds. A caller can let it run code with the owner’s rights.',
    whatToDo: 'Set a search_path that ends in pg_temp: in the design, or in functions.searchPath.',
  },
  'definer/owner': {
    severity: 'info',
    title: 'SECURITY DEFINER routines get an owner that needs privileges',
    problem:
      'functions.definerOwner is set. The role needs privileges on the tables that the routines use, and a policy wherever existing policies are for other roles.',
    whatToDo: 'Create the role before the baseline runs, without BYPASSRLS, and grant it these privileges.',
  },
  'definer/temporary-first': {
    severity: 'warning',
    title: 'A routine finds its caller’s temporary tables first',
    problem:
      'The routine runs with its owner’s rights and names tables without a schema. A temporary table of its caller can have a trigger that runs code as the owner.',
    whatToDo:
      'Write the schema into the body in the design, or append pg_temp to the search_path (functions.appendPgTemp: true).',
  },
  'definer/temporary-objects': {
    severity: 'warning',
    title: 'Code with the owner’s rights finds temporary objects first',
    problem:
      'The routine, or one that it calls, looks up types and tables in a search_path that does not end in pg_temp. Temporary objects come first and can run code as the owner.',
    whatToDo:
      'Set a search_path that ends in pg_temp, as the message shows: in the design, or in functions.searchPath.',
  },
  'definer/writable-search-path': {
    severity: 'warning',
    title: 'A routine looks up names where the application can create objects',
    problem:
      'The routine runs with its owner’s rights, and its search_path has a schema in which an application role can create objects. Such an object runs with the owner’s rights, above all where the schema comes before pg_catalog.',
    whatToDo:
      'Revoke CREATE on the schema in the design or remove it from the search_path. The transform tenantPrivileges revokes it.',
  },
} as const satisfies Entries;
