/**
 * Rules on a superuser's relation: a rule for INSERT, UPDATE or DELETE runs with the owner's rights, also on a view
 * with security_invoker, and policies do not apply to superusers. The report declares each relation with such a rule
 * that the application can fire.
 * https://www.postgresql.org/docs/current/rules-privileges.html
 */
import { quoteIdentifier, quoteName, relationName } from '../../catalog/names.js';
import { placed, type SchemaObject } from '../../catalog/object.js';
import type { Known } from '../../catalog/tenancy.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { relationsOf } from '../../facts/relations/relations.js';
import { readsOf } from '../../facts/queries/reads.js';
import type { Surroundings } from '../views/viewRights.js';
import { relationKeys } from '../../facts/views/views.js';
import { ofTenants, SUPERUSER_OWNER } from './superuserOwner.js';
import { nodeOf } from '../../grammar.js';

const PRIVILEGES: Readonly<Record<string, string>> = {
  CMD_INSERT: 'INSERT',
  CMD_UPDATE: 'UPDATE',
  CMD_DELETE: 'DELETE',
};

export function superuserRules(around: Surroundings): Known[] {
  const { catalog, grants } = around;
  const relations = relationsOf(catalog);
  const known = relationKeys(catalog);
  const isOfTenants = ofTenants(around);
  const found = new Map<string, { rules: string[]; reached: Set<string> }>();
  const add = ({ name, statement }: SchemaObject): void => {
    const { relation, event = '', actions = [] } = nodeOf(statement, 'RuleStmt');
    const table = placed(relationName(relation), statement);
    const privilege = PRIVILEGES[event];
    if (!grants.on(relationKey(table)).some((one) => one.privilege === privilege)) return;
    const reached = readsOf(actions, statement, relations, known)
      .filter(({ key }) => key !== relationKey(table) && isOfTenants(key))
      .map((one) => quoteName(one.name));
    if (reached.length === 0) return;
    const shown = quoteName(table);
    const there = found.get(shown) ?? { rules: [], reached: new Set() };
    there.rules.push(quoteIdentifier(name.name));
    for (const one of reached) there.reached.add(one);
    found.set(shown, there);
  };
  for (const object of catalog.objects) if (object.kind === KIND.rule) add(object);
  return [...found]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([relation, { rules, reached }]) => ({
      relation,
      attack: SUPERUSER_OWNER,
      name: relation,
      why: `its ${rules.length === 1 ? 'rule' : 'rules'} ${rules.toSorted().join(', ')} ${rules.length === 1 ? 'runs' : 'run'} with the owner’s rights; if the owner is a superuser, no policy applies to ${rules.length === 1 ? 'it' : 'them'}; ${rules.length === 1 ? 'it reaches' : 'they reach'} ${[...reached].toSorted().join(', ')}`,
    }));
}
