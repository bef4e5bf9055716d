/** Keys and foreign keys across tenants. */
import type { Entries } from './entry.js';

export const keyEntries = {
  'keys/answers-first': {
    severity: 'warning',
    title: 'A primary key reveals another tenant’s rows',
    problem:
      'PostgreSQL checks the primary key before the foreign key over the same columns. A tenant that enters another tenant’s value learns from the error whether something refers to it.',
    whatToDo: 'Give the table a generated key in the design, or accept it: the report lists it as known.',
  },
  'keys/cascade-from-shared': {
    severity: 'warning',
    title: 'Writing to a shared table changes rows of every tenant',
    problem:
      'An application role may write to a table that all tenants share, and the action of a foreign key (CASCADE, SET NULL) changes the rows that refer to it. Such actions bypass row-level security.',
    whatToDo:
      'If the application only reads the table, list it in readOnly or revoke the privilege in the design. Otherwise use NO ACTION.',
  },
  'keys/chosen-key': {
    severity: 'info',
    title: 'The application can choose values of a generated key',
    problem:
      'The database generates the key, but a role may also write its own value. A tenant that enters another tenant’s value gets an error that reveals it.',
    whatToDo:
      'Grant INSERT and UPDATE only on the other columns, in the design. If nobody can guess the values, as with UUIDs, accept it.',
  },
  'keys/comment-outdated': {
    severity: 'warning',
    title: 'A comment on a key may no longer be true',
    problem:
      'The key is unique per tenant now, and its comment says that it is global or should become per tenant.',
    whatToDo: 'Change the comment in the design.',
  },
  'keys/constraints-inspected': {
    severity: 'error',
    title: 'A routine reads the constraints of the database',
    problem:
      'keys.replaceForeignKeys removes foreign keys of the dump, and a routine that reads pg_constraint or the information schema could do something else without them.',
    whatToDo: 'Remove keys.replaceForeignKeys from the configuration; both foreign keys are then kept.',
  },
  'keys/deferrable': {
    severity: 'info',
    title: 'Deferred foreign keys can reveal another tenant’s row',
    problem:
      'With SET CONSTRAINTS a tenant can have a DEFERRABLE foreign key checked before the one over the tenant column, and learn whether another tenant has a row.',
    whatToDo: 'Make the foreign key NOT DEFERRABLE in the design, unless the application defers it.',
  },
  'keys/global-unique': {
    severity: 'warning',
    title: 'A key is unique across tenants',
    problem:
      'A tenant that enters another tenant’s value gets an error (23505) that reveals it, and cannot use the value.',
    whatToDo:
      'If each tenant issues its own values, add the columns to keys.perTenant. If the values are the same everywhere, list the key in keys.global.',
  },
  'keys/left-global': {
    severity: ['info', 'warning'],
    title: 'A constraint stays in force across tenants',
    problem:
      'The constraint cannot be made per tenant, for the reason in the message. A tenant whose row conflicts with another tenant’s gets an error that reveals it. It is a note if the configuration lists the constraint.',
    whatToDo:
      'Remove the reason: set keys.btreeGist: true, or change the constraint in the design. If it is intended, list it in keys.global.',
  },
  'keys/natural-key-global': {
    severity: 'warning',
    title: 'A primary key with entered values is unique across tenants',
    problem:
      'The values are entered, not generated. A tenant that enters another tenant’s value gets an error (23505) that reveals it, and cannot use the value.',
    whatToDo:
      'Give the table a generated key in the design. If all tenants share its rows, list it in tenancy.referenceTables.',
  },
  'keys/no-name-in-front': {
    severity: 'error',
    title: 'No name for a second foreign key is possible',
    problem:
      'PostgreSQL fires constraint triggers by name, so the foreign key over the tenant column needs a name that sorts before the one of the dump, and there is none.',
    whatToDo: 'Rename the foreign key in the design.',
  },
  'keys/redundant-index': {
    severity: 'info',
    title: 'An index is redundant now',
    problem:
      'A key that the baseline adds begins with the same columns, so the index costs space and time for each write.',
    whatToDo: 'Remove it from the design, unless it is much smaller and read often.',
  },
  'keys/single-foreign-key': {
    severity: 'warning',
    title: 'A foreign key stays without the tenant column',
    problem:
      'The foreign key cannot include the tenant column, for the reason in the message. Through it a tenant can refer to another tenant’s row and find out whether it exists.',
    whatToDo: 'Remove the cause in the design, or accept it: the report lists it as known.',
  },
} as const satisfies Entries;
