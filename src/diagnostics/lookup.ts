/** Functions that find a tenant before one is set (`tenancy.lookup`). */
import type { Entries } from './entry.js';

export const lookupEntries = {
  'lookup/functions': {
    severity: 'info',
    title: 'The application can find a tenant before one is set',
    problem:
      'The functions of tenancy.lookup show each caller the tenant of a value, so a caller can learn which values exist.',
    whatToDo: 'Nothing, if the values are no secret. Otherwise remove the column from tenancy.lookup.',
  },
  'lookup/name': {
    severity: 'error',
    title: 'Two lookup functions would have the same name',
    problem:
      'Two columns in tenancy.lookup lead to the same function name, because PostgreSQL’s names have at most 63 bytes.',
    whatToDo: 'Keep one of them in tenancy.lookup.',
  },
  'lookup/no-caller': {
    severity: 'warning',
    title: 'No role can execute the lookup functions',
    problem:
      'No application role is known, so EXECUTE on the functions of tenancy.lookup is granted to nobody.',
    whatToDo: 'Name the roles in applicationRoles, or grant EXECUTE in a later migration.',
  },
  'lookup/no-table': {
    severity: 'error',
    title: 'tenancy.lookup needs a tenants table',
    problem: 'tenancy.lookup names columns of the tenants table, and the dump has none.',
    whatToDo: 'Remove it, or name the table in tenancy.table.',
  },
  'lookup/no-usage': {
    severity: 'warning',
    title: 'A role cannot call the lookup functions',
    problem: 'The role has EXECUTE on the functions of tenancy.lookup, but no USAGE on their schema.',
    whatToDo: 'Grant USAGE on the schema in the design.',
  },
  'lookup/not-configured': {
    severity: 'error',
    title: 'The dump has a lookup that the configuration lacks',
    problem:
      'A policy of the dump lets the lookup role find tenants, as pg-baseline writes it, but tenancy.lookup is not set. Without the functions the policy would only be a leak.',
    whatToDo: 'Name the columns in tenancy.lookup, or drop functions, policy and role before the export.',
  },
  'lookup/not-unique': {
    severity: 'error',
    title: 'A lookup column is not unique',
    problem:
      'tenancy.lookup names a column without a unique key or index over it alone, so several tenants could have the same value.',
    whatToDo: 'Add a unique key in the design, or remove the column from tenancy.lookup.',
  },
  'lookup/policy': {
    severity: 'warning',
    title: 'A restrictive policy hides tenants from the lookup',
    problem:
      'A restrictive policy of the dump on the tenants table applies to the lookup role too. It hides tenants from the functions, and the role needs privileges on what the policy reads and calls.',
    whatToDo:
      'If it should not apply, write the policy for the application’s roles instead of PUBLIC in the design.',
  },
  'lookup/role': {
    severity: 'warning',
    title: 'The lookup role may be missing',
    problem: 'The output does not create the lookup role, and the self-check fails if it is missing.',
    whatToDo: 'Create the role first (CREATE ROLE NAME NOLOGIN), or set roles: create.',
  },
  'lookup/type': {
    severity: 'error',
    title: 'The type of a lookup column is unknown',
    problem:
      'The schema of the column’s type, or of its operator =, is not in the dump, so the function could compare by another operator.',
    whatToDo: 'Export the schema with pg_dump, which writes the schema of each type.',
  },
} as const satisfies Entries;
