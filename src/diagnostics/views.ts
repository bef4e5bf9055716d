/** Views, materialized views, and who may read what they show. */
import type { Entries } from './entry.js';

export const viewEntries = {
  'view/function-granted': {
    severity: 'warning',
    title: 'EXECUTE on a policy’s function was granted',
    problem:
      'Policies run functions with the reader’s rights, also through a view. Without EXECUTE the role could no longer read the view. The function reads nothing that the role may not read directly.',
    whatToDo: 'Grant EXECUTE in the design too.',
  },
  'view/open-read': {
    severity: 'warning',
    title: 'A view shows rows of all tenants',
    problem:
      'The view reads a relation that no policy protects, for example a materialized view or a foreign table.',
    whatToDo:
      'Revoke the application’s privileges on the view in the design, or let the application read the tables.',
  },
  'view/owner': {
    severity: 'info',
    title: 'A view belongs to the view owner',
    problem:
      'Readers of the view lack privileges on the tables behind it, so it runs as the view owner, which sees the current tenant’s rows only.',
    whatToDo: 'Nothing. Another name for the role: views: { owner: ROLE }.',
  },
  'view/owner-rights': {
    severity: 'warning',
    title: 'A view may run as the role that creates it',
    problem:
      'The output does not create the view owner. If the role is missing, the view belongs to the role that runs the file; if that is a superuser, the view shows rows of all tenants.',
    whatToDo: 'Create the role first: CREATE ROLE NAME NOLOGIN; or set roles: create.',
  },
  'view/reads-partition': {
    severity: 'warning',
    title: 'A view reads a closed partition',
    problem:
      'The view names a partition instead of its parent. Partitions are closed, so the view shows no rows.',
    whatToDo: 'Let the view read the parent table in the design.',
  },
  'view/rules': {
    severity: 'warning',
    title: 'Rules of a view need privileges of the view owner',
    problem:
      'The view runs as the view owner, and so do its rules. Without privileges on the tables that they write to, writing to the view fails.',
    whatToDo: 'Use INSTEAD OF triggers in the design, or grant these privileges to the view owner.',
  },
  'view/unreadable': {
    severity: 'warning',
    title: 'A role can no longer read a view',
    problem:
      'A policy behind the view calls a function that the role may not execute. EXECUTE was not granted, because the function reads more than the role may, or runs with its owner’s rights and a search_path that does not end in pg_temp.',
    whatToDo:
      'If the role may see what the function returns, grant EXECUTE on it in the design. If only the search_path is wrong, set it in functions.searchPath.',
  },
  'materializedView/closed': {
    severity: 'warning',
    title: 'A materialized view was closed to the application',
    problem:
      'It has rows of all tenants, and PostgreSQL has no policies for materialized views. The application can no longer read it.',
    whatToDo:
      'If it has the tenant column, list it in views.exposed, and let the application read the view of its own rows that is created.',
  },
  'materializedView/no-tenant-column': {
    severity: 'warning',
    title: 'A materialized view has no tenant column',
    problem:
      'views.exposed asks for a view of each tenant’s own rows, but the query does not select the tenant column.',
    whatToDo: 'Add the tenant column to its query in the design.',
  },
  'materializedView/refresh-owner': {
    severity: 'warning',
    title: 'A refresh may store no rows',
    problem:
      'REFRESH runs as the owner of the materialized view. Over tables with forced row-level security it stores no rows, and there is no error.',
    whatToDo: 'Set an owner with BYPASSRLS: views: { materializedOwner: ROLE }.',
  },
} as const satisfies Entries;
