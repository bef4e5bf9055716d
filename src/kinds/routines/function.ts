/**
 * CREATE FUNCTION core.f() …  →  CREATE OR REPLACE FUNCTION core.f() …
 * https://www.postgresql.org/docs/current/sql-createfunction.html
 */
import { type CreateFunctionStmt, nodeOf } from '../../grammar.js';
import { strings } from '../../catalog/names.js';
import { placedName } from '../../catalog/object.js';
import { isAuditFunction } from './auditFunction.js';
import { dropping } from '../base/dropped.js';
import { orReplace } from '../base/edit.js';
import { describe, type Kind } from '../base/kind.js';
import type { Traits } from '../base/traits.js';
import { hasSignature, replaced } from './replaced.js';
import { argumentText, parameters, routineKeys, routineOption } from './routine.js';

const languageOf = (stmt: CreateFunctionStmt): string => strings(routineOption(stmt, 'language')).join();

/** A function or a procedure; they differ in one word. */
export function routineKind<Name extends 'function' | 'procedure'>(
  name: Name,
  traits: Partial<Traits> = {},
): Kind<Name, 'CreateFunctionStmt'> {
  return {
    name,
    label: name,
    plural: `${name}s`,
    family: 'routine',
    headings: [name.toUpperCase()],
    unique: true,
    noun: name.toUpperCase(),
    runs: true,
    queries: 'write',
    ...traits,
    nodes: ['CreateFunctionStmt'],
    read(statement) {
      const stmt = statement.tree.node;
      if ((stmt.is_procedure ?? false) !== (name === 'procedure')) return undefined;
      const all = parameters(stmt.parameters);
      const routine = placedName(strings(stmt.funcname), statement);
      const suffix = argumentText(all).replaceAll('pg_catalog.', '');
      return describe(this, statement, {
        name: routine,
        suffix,
        section: isAuditFunction(stmt) ? 'Functions of audit triggers' : 'Routines',
        provides: routineKeys(routine, all),
      });
    },
    guard: ({ sql }) => ({ sql: orReplace(sql) }),
    drop: dropping(name.toUpperCase()),
    alter: replaced,
    isDefined: hasSignature,
    // Untrusted languages: https://www.postgresql.org/docs/current/xfunc-c.html
    superuser: ({ statement }) =>
      ['c', 'internal'].includes(languageOf(nodeOf(statement, 'CreateFunctionStmt'))),
  };
}

export const functionKind = routineKind('function', { spellsRows: true });
