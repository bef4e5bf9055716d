/**
 * Roles that may write a table without EXECUTE on the user function. A trigger runs as the writing role, so it would
 * fail for them; a DEFAULT needs only EXECUTE, because its function was resolved when the table was created.
 */
import type { Catalog } from '../../catalog/catalog.js';
import type { Name } from '../../catalog/names.js';
import { key } from '../../catalog/object.js';
import type { KernelFunction } from '../../catalog/tenancy.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { Settings } from '../../settings/settings.js';
import { grantsOf, roleText } from '../../facts/privileges/grants.js';

export interface Callers {
  /** A role that writes the table, and for which a call in a trigger would fail. */
  readonly inTrigger: (table: Name) => string | undefined;
  /** The same for a call in a DEFAULT. */
  readonly inDefault: (table: Name) => string | undefined;
}

export function callersOf(catalog: Catalog, { name, made }: KernelFunction, settings: Settings): Callers {
  // All roles may execute the tool's own function, and triggers inline it.
  if (made) return { inTrigger: () => undefined, inDefault: () => undefined };
  const grants = grantsOf(catalog, settings);
  const schema = name.schema ?? 'public';
  const inSchema = key('schema', { schema: undefined, name: schema });
  const signature = key('signature', { schema: name.schema, name: `${name.name}()` });
  const looksIn = (role: string): boolean => schema === 'public' || grants.may(role, 'USAGE', inSchema);
  const executes = (role: string): boolean => grants.may(role, 'EXECUTE', signature);
  const writer = (table: Name, fails: (role: string) => boolean): string | undefined => {
    const found = grants
      .on(relationKey(table))
      .find(
        ({ role, privilege }) =>
          (privilege === 'INSERT' || privilege === 'UPDATE') && !grants.objectOwners.has(role) && fails(role),
      );
    return found && roleText(found.role);
  };
  return {
    inTrigger: (table) => writer(table, (role) => !looksIn(role) || !executes(role)),
    inDefault: (table) => writer(table, (role) => !executes(role)),
  };
}
