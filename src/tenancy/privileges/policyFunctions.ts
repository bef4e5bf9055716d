/**
 * Functions in policies run as the querying role, also through a view: a reader without EXECUTE on one gets an error
 * instead of rows. https://www.postgresql.org/docs/current/rules-privileges.html
 */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, quoteName } from '../../catalog/names.js';
import { isOfDump, type Key, type SchemaObject } from '../../catalog/object.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { parseStatements } from '../../grammar.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { type AuthorsPolicy, isFor } from '../../facts/policies/authorsSecurity.js';
import { routineOf } from '../../facts/routines/bodies.js';
import { callsIn } from '../../facts/queries/calls.js';
import { type Grants, mayExecute, PUBLIC, routinesCalled } from '../../facts/privileges/grants.js';
import { readsOf } from '../../facts/queries/reads.js';
import { relationsOf } from '../../facts/relations/relations.js';
import { relationKeys } from '../../facts/views/views.js';
import { type Decision, type Surroundings } from '../views/viewRights.js';
import { appliesTo, letsIn } from '../../facts/policies/policyRoles.js';

export interface Missing {
  readonly role: string;
  readonly routine: SchemaObject;
  readonly policy: AuthorsPolicy;
  readonly table: Name;
}

/** The dump's routines that the policy calls and the role may not execute. */
export const notExecutable = (
  { node }: AuthorsPolicy,
  role: string,
  catalog: Catalog,
  grants: Grants,
): SchemaObject[] =>
  callsIn([node.qual, node.with_check])
    .flatMap(({ name }) => routinesCalled(catalog, name))
    .filter((routine) => !mayExecute(role, routine, grants));

/** Privileges that readers of views lack; a view with security_invoker in the dump never worked without them. */
export function missingForViews(
  decisions: readonly Decision[],
  around: Surroundings,
  viewOwner: string,
): Map<string, Missing & { views: string[] }> {
  const out = new Map<string, Missing & { views: string[] }>();
  const { catalog, grants } = around;
  for (const { view, rights, readers } of decisions) {
    if (rights !== 'invoker' && rights !== 'owner') continue;
    for (const role of readers)
      for (const { key, name } of view.reads) {
        const { enabled, policies } = around.securityOf(key);
        for (const policy of enabled ? policies : []) {
          const subject = rights === 'invoker' ? role : viewOwner;
          if (!isFor(policy, 'select') || !appliesTo(policy, subject, grants)) continue;
          for (const routine of notExecutable(policy, role, catalog, grants)) {
            const id = `${role}\0${routine.id}`;
            const there = out.get(id) ?? { role, routine, policy, table: name, views: [] };
            if (!there.views.includes(quoteName(view.name))) there.views.push(quoteName(view.name));
            out.set(id, there);
          }
        }
      }
  }
  return out;
}

/** True where no author's policy hides rows from the role that the routine's owner may see. */
const seesAll = (key: Key, role: string, { grants, securityOf }: Surroundings): boolean =>
  securityOf(key).policies.every(({ own }) => own) && letsIn(securityOf(key), role, 'select', grants);

/** True where the routine only reads, and only what the role may read directly. */
export function opensNothing({ role, routine }: Missing, around: Surroundings): boolean {
  const { catalog, grants } = around;
  const found = routineOf(routine);
  if (!found || role === PUBLIC || found.language !== 'sql') return false;
  const [tree] = found.text === undefined ? [found.tree] : parseStatements([found.text]);
  if (!tree || (found.text !== undefined && (tree as { type?: string }).type !== 'SelectStmt')) return false;
  const relations = relationsOf(catalog);
  const known = relationKeys(catalog);
  const { statement } = routine;
  const path = found.searchPath ?? statement.session.searchPath?.schemas ?? [];
  const reads = readsOf(tree, statement, relations, known, path);
  const readable = reads.every(
    ({ key, name, columns }) =>
      name.schema === 'pg_catalog' ||
      (seesAll(key, role, around) &&
        (grants.may(role, 'SELECT', key) ||
          (columns !== 'all' &&
            columns.size > 0 &&
            [...columns].every((column) => grants.may(role, 'SELECT', key, column))))),
  );
  const calls = callsIn(tree).flatMap(({ name }) => routinesCalled(catalog, name));
  return readable && calls.every((called) => mayExecute(role, called, grants));
}

const COMMANDS = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;

/** Policies that fail for an application role because it may not execute their functions. */
export function policyFunctionFindings(around: Surroundings): Diagnostic[] {
  const { catalog, grants } = around;
  const dump = withoutMade(catalog, grants);
  return [...catalog.tenancy!.tables.values()].flatMap(({ name }) => {
    const key = relationKey(name);
    const { policies } = around.securityOf(key);
    return policies.flatMap((policy) =>
      grants.applicationRoles.flatMap((role) => {
        const acts = grants.actsAs(role);
        const uses = COMMANDS.some(
          (command) =>
            isFor(policy, command) &&
            grants.on(key).some((held) => held.privilege === command && acts.has(held.role)),
        );
        if (!uses || !appliesTo(policy, role, grants)) return [];
        return notExecutable(policy, role, catalog, dump).map((routine): Diagnostic => {
          const granted = mayExecute(role, routine, grants);
          return {
            severity: 'warning',
            code: 'policy/function-not-executable',
            message: `The policy ${policy.name} on ${quoteName(name)} calls ${routine.identity}, which ${role} ${granted ? 'could not execute in the design: each of its queries on the table was an error. EXECUTE was granted' : 'cannot execute: each of its queries on the table is an error'}.`,
            help: `In the design: GRANT EXECUTE ON FUNCTION ${routine.identity} TO ${role};`,
            object: policy.object.id,
          };
        });
      }),
    );
  });
}

/** Only the dump's own privileges. */
const withoutMade = ({ objects }: Catalog, grants: Grants): Grants => {
  const made = new Set(objects.filter((object) => !isOfDump(object)));
  return {
    ...grants,
    may: (role, privilege, target) => {
      const acts = grants.actsAs(role);
      return grants
        .on(target)
        .some(
          (held) =>
            held.privilege === privilege && acts.has(held.role) && !(held.object && made.has(held.object)),
        );
    },
  };
};
