/**
 * The objects for the role that owns views: SELECT on what they read, a policy where no author's policy permits the
 * role, and the views themselves. It cannot log in, and the restrictive policies apply to it.
 */
import { quoteIdentifier, quoteName } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import { type Decision, type Surroundings, WRITES } from './viewRights.js';
import { ownNames } from '../../facts/own/ownNames.js';
import { exposedName } from './materializedViews.js';
import type { View } from '../../facts/views/views.js';
import { isFor } from '../../facts/policies/authorsSecurity.js';
import { appliesTo, letsIn } from '../../facts/policies/policyRoles.js';

const COMMANDS = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;
type Command = (typeof COMMANDS)[number];

function policyText(table: string, command: Command, prefix: string, role: string): string {
  const using = command === 'INSERT' ? '' : '\n      USING (true)';
  const check = command === 'INSERT' || command === 'UPDATE' ? '\n      WITH CHECK (true)' : '';
  return `CREATE POLICY ${ownNames(prefix).viewOwner[command]} ON ${table} AS PERMISSIVE FOR ${command} TO ${role}${using}${check}`;
}

/** All policies of a table. */
export const viewOwnerPolicies = (table: string, prefix: string, role: string): string[] =>
  COMMANDS.map((command) => policyText(table, command, prefix, role));

interface Wanted {
  readonly name: string;
  readonly commands: Set<Command>;
}

/** Commands by relation: what the views read, what is written through them, and what policies read on the way. */
function wanted(decisions: readonly Decision[], around: Surroundings, role: string): Map<Key, Wanted> {
  const out = new Map<Key, Wanted>();
  const owned = new Set(decisions.map(({ view }) => view.key));
  const { tables } = around.catalog.tenancy!;
  const want = (key: Key, name: string, command: Command): boolean => {
    if (owned.has(key) || (!tables.has(key) && !around.views.has(key))) return false;
    const there = out.get(key) ?? { name, commands: new Set<Command>() };
    const isNew = !there.commands.has(command);
    there.commands.add(command);
    out.set(key, there);
    return isNew;
  };
  const read = (key: Key, name: string): void => {
    if (!want(key, name, 'SELECT')) return;
    for (const policy of around.securityOf(key).policies)
      if (isFor(policy, 'select') && appliesTo(policy, role, around.grants))
        for (const asked of around.askedBy(policy)) read(asked.key, quoteName(asked.name));
  };
  for (const { view, writers } of decisions) {
    for (const one of view.reads) read(one.key, quoteName(one.name));
    if (!view.writesInto) continue;
    for (const command of WRITES)
      if (writers.get(command)!.length > 0)
        want(view.writesInto.key, quoteName(view.writesInto.name), command);
  }
  return out;
}

/** The author's denial of a command remains: the view owner writes only where a policy permits a writer. */
function isAllowed(
  key: Key,
  command: Command,
  decisions: readonly Decision[],
  around: Surroundings,
): boolean {
  const security = around.securityOf(key);
  if (command === 'SELECT') return true;
  return decisions.some(
    ({ view, writers }) =>
      view.writesInto?.key === key &&
      writers.get(command)!.some((role) => letsIn(security, role, command, around.grants)),
  );
}

export interface ViewOwnerTexts {
  readonly grants: readonly string[];
  readonly policies: readonly string[];
  /** ALTER VIEW … OWNER TO, by schema. */
  readonly owners: ReadonlyMap<string, readonly string[]>;
}

export function viewOwnerTexts(
  decisions: readonly Decision[],
  exposed: readonly View[],
  around: Surroundings,
  role: string,
): ViewOwnerTexts {
  const to = quoteIdentifier(role);
  const { prefix } = around.catalog.tenancy!;
  const own = Object.values(ownNames(prefix).viewOwner);
  const grants: string[] = [];
  const policies: string[] = [];
  for (const [key, { name, commands }] of [...wanted(decisions, around, role)].toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    const ordered = COMMANDS.filter((command) => commands.has(command));
    grants.push(`GRANT ${ordered.join(', ')} ON TABLE ${name} TO ${to}`);
    const security = around.securityOf(key);
    // A partition itself stays closed.
    if (!security.enabled || around.catalog.tenancy!.tables.get(key)?.partitionOf) continue;
    const others = {
      ...security,
      policies: security.policies.filter((policy) => !own.includes(policy.name)),
    };
    for (const command of ordered)
      if (!letsIn(others, role, command, around.grants) && isAllowed(key, command, decisions, around))
        policies.push(policyText(name, command, prefix, to));
  }
  for (const { name } of exposed) grants.push(`GRANT SELECT ON TABLE ${quoteName(name)} TO ${to}`);
  const owners = new Map<string, string[]>();
  for (const name of [...decisions.map(({ view }) => view.name), ...exposed.map(exposedName)]) {
    const schema = name.schema ?? 'public';
    const there = owners.get(schema) ?? [];
    const text = `ALTER VIEW ${quoteName(name)} OWNER TO ${to}`;
    if (!there.includes(text)) owners.set(schema, [...there, text]);
  }
  return { grants: [...new Set(grants)], policies, owners };
}
