/**
 * Reports SECURITY DEFINER routines and functions that policies call. Changes no body; sets their owner if the
 * configuration names one. https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY
 */
import { type Catalog, declare, warn } from '../../catalog/catalog.js';
import { quoteIdentifier } from '../../catalog/names.js';
import { isOfDump, type SchemaObject } from '../../catalog/object.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import type { Settings } from '../../settings/settings.js';
import { addMissing } from '../../tenancy/names/addMissing.js';
import { isLookup } from '../../tenancy/lookup/lookup.js';
import { type Routine, routineOf } from '../../facts/routines/bodies.js';
import { definerFindings } from '../../tenancy/privileges/definers.js';
import { type Grants, grantsOf } from '../../facts/privileges/grants.js';
import { ownersRights } from '../../tenancy/rights/ownersRights.js';
import { ownerChanges, ownerRole, withoutOwnerChanges } from '../../tenancy/views/ownerChange.js';
import { superuserOwner } from '../../tenancy/privileges/superuserOwner.js';
import { superuserRules } from '../../tenancy/privileges/superuserRules.js';
import { policyFunctionFindings } from '../../tenancy/privileges/policyFunctions.js';
import { surroundingsOf } from '../../tenancy/views/viewRights.js';
import type { Transform } from '../base/transform.js';
import { traitsOf } from '../../kinds/is.js';

/** ALTER FUNCTION … OWNER TO; the role must exist, with the privileges that the routines need. */
function ownersOf(definers: readonly Routine[], role: string, settings: Settings): SchemaObject[] {
  const texts = new Map<string, string[]>();
  for (const { object } of definers) {
    const schema = object.name.schema ?? 'public';
    const text = `ALTER ${traitsOf(object).noun} ${object.identity} OWNER TO ${quoteIdentifier(role)}`;
    texts.set(schema, [...(texts.get(schema) ?? []), text]);
  }
  return [
    ...ownerRole('functions', role, undefined, settings),
    ...ownerChanges('functions', role, texts, settings.tabWidth),
  ];
}

const ownerNeeds = (role: string): Diagnostic => ({
  severity: 'info',
  code: 'definer/owner',
  message: `SECURITY DEFINER routines belong to ${role}: it needs privileges on the tables that they read and write, and a policy on each table whose existing policies are for other roles.`,
  help: `Create the role before the baseline runs, without BYPASSRLS, and grant it these privileges.`,
});

/** The platform or tool is responsible for these routines. Leaks through them are declared nevertheless. */
const leftAlone = (schema: string, routines: readonly Routine[]): Diagnostic => ({
  severity: 'info',
  code: 'definer/left-alone',
  message: `Not checked, because the schema ${schema} is left as it is: ${routines.length === 1 ? '1 SECURITY DEFINER routine' : `${routines.length} SECURITY DEFINER routines`} (${routines.map(({ object }) => object.identity).join(', ')}).`,
  help: `If they are yours, move them to a schema of the design.`,
  object: `schema ${schema}`,
});

const schemaOf = ({ object }: Routine): string => object.name.schema ?? 'public';

/** Trigger functions that run with the table owner's rights, on a foreign key action that the application can cause. */
const firedByActions = (catalog: Catalog, grants: Grants): Routine[] =>
  [...ownersRights(catalog, grants, () => false).values()]
    .filter(({ routine, byAction }) => byAction && routine.trigger && !routine.definer)
    // The tool's own trigger functions write only the row that they fire for.
    .filter(({ routine }) => isOfDump(routine.object))
    .map(({ routine }) => routine)
    .toSorted((a, b) => (a.object.id < b.object.id ? -1 : 1));

export const functions: Transform = {
  name: 'functions',
  stage: 'enrich',
  preset: 'hims',
  summary:
    'Reports SECURITY DEFINER routines and functions that policies call; sets the owner that `functions.definerOwner` names.',
  apply(input: Catalog, settings) {
    if (!input.tenancy) return input;
    const catalog = withoutOwnerChanges(input, [settings.definerOwner]);
    const grants = grantsOf(catalog, settings);
    const around = surroundingsOf(catalog, grants);
    const all = catalog.objects
      .flatMap((object) => routineOf(object) ?? [])
      // Functions of tenancy.lookup have an owner of their own.
      .filter(({ definer, object }) => definer && !isLookup(object, input.tenancy!))
      .toSorted((a, b) => (a.object.id < b.object.id ? -1 : 1));
    const unmanaged = catalog.tenancy?.unmanagedSchemas ?? [];
    const left = all.filter((one) => unmanaged.includes(schemaOf(one)));
    const definers = all.filter((one) => !left.includes(one));
    const found = definers.map((routine) => definerFindings(routine, around));
    const { definerOwner } = settings;
    // The configured role is not a superuser.
    const ofOwner = superuserOwner(around);
    const ofSuperuser = (definerOwner === undefined ? all : left).flatMap((one) => ofOwner(one));
    // They run as the table's owner, regardless of the routines' owner.
    const ofActions = firedByActions(catalog, grants).flatMap((one) => ofOwner(one, true));
    const owned = definerOwner !== undefined && definers.length > 0;
    return declare(
      warn(
        addMissing(catalog, owned ? ownersOf(definers, definerOwner, settings) : []),
        ...found.flatMap(({ diagnostics }) => diagnostics),
        ...unmanaged.flatMap((schema) => {
          const its = left.filter((one) => schemaOf(one) === schema);
          return its.length === 0 ? [] : [leftAlone(schema, its)];
        }),
        ...policyFunctionFindings(around),
        ...(owned ? [ownerNeeds(definerOwner)] : []),
      ),
      {
        known: [
          ...found.flatMap(({ known }) => known),
          ...ofSuperuser,
          ...ofActions,
          ...superuserRules(around),
        ],
      },
    );
  },
};
