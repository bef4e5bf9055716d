/** core.assert_tenant_isolation(): fails if tenants are not isolated. The baseline ends by calling it. */
import { addObjects, type Catalog, declare, mapObjects, warn } from '../../catalog/catalog.js';
import { quoteName } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { Changed, Tenancy } from '../../catalog/tenancy.js';
import { type Diagnostic, InputError } from '../../diagnostics/diagnostics.js';
import { objectsFromSql } from '../../kinds/fromSql.js';
import type { Settings } from '../../settings/settings.js';
import { expectedKernel } from '../../tenancy/selfCheck/kernelRoutines.js';
import { expectationOf } from '../../tenancy/selfCheck/expectation.js';
import { selfCheckCall, selfCheckComment, selfCheckFunction } from '../../tenancy/selfCheck/selfCheck.js';
import { routinesCalled } from '../../facts/privileges/grants.js';
import { CHECK_MESSAGE } from '../../facts/own/ownNames.js';
import { sameDefinition } from '../../tenancy/names/sameDefinition.js';
import { nameFrom } from '../../facts/names/patterns.js';
import type { Transform } from '../base/transform.js';
import { sqlType } from '../../catalog/sqlType.js';
import { otherPrefix, taken } from '../../tenancy/names/taken.js';
import { nodeIf } from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';

const notCalled = (shown: string, missing: readonly string[]): Diagnostic => ({
  severity: 'warning',
  code: 'selfCheck/not-called',
  message: `This baseline alone does not isolate tenants, because the transform ${missing.join(', ')} is off. It does not end with ${shown}(), which would fail.`,
  help: `Call the self-check once tenants are isolated: SELECT ${shown}();`,
  object: `function ${shown}()`,
});

/** Warns about a schema of the design that the self-check skips. */
const unlooked = ({ schemas }: Tenancy, { tenancy: { unmanagedSchemas } }: Settings): Diagnostic[] =>
  unmanagedSchemas
    .filter((schema) => schemas.includes(schema))
    .map((schema) => ({
      severity: 'warning',
      code: 'selfCheck/unmanaged',
      message: `The schema ${schema} has tables of the dump, but the self-check skips it (tenancy.unmanagedSchemas).`,
      help: `Remove ${schema} from tenancy.unmanagedSchemas, or exclude the schema from the dump.`,
      object: `schema ${schema}`,
    }));

const ANOTHER_NAME = 'Set another name for the self-check in `tenancy.checkFunction` of the configuration.';

/** Refuses a routine of the dump that the final call could resolve to, or that CREATE OR REPLACE could not replace. */
function refuseOthers(catalog: Catalog, checkFunction: string): void {
  for (const { kind, identity, statement } of routinesCalled(catalog, nameFrom(checkFunction))) {
    const { parameters = [], returnType } = nodeIf(statement, 'CreateFunctionStmt') ?? {};
    const needed = parameters.some((one) => 'FunctionParameter' in one && !one.FunctionParameter.defexpr);
    const fits = kind === KIND.function && parameters.length === 0 && sqlType(returnType) === 'void';
    if (!needed && !fits)
      throw new InputError(
        'selfCheck/taken',
        `The dump has its own ${kind} ${identity}, which conflicts with the self-check of that name.`,
        { help: ANOTHER_NAME },
      );
  }
}

/** Adds the self-check, replacing that of an earlier baseline. */
function put(catalog: Catalog, made: readonly SchemaObject[], { tenancy, prefix }: Settings): Catalog {
  const byId = new Map(made.map((object) => [object.id, object]));
  const theirs = catalog.objects.filter(({ id }) => byId.has(id));
  const there = new Set(theirs.map(({ id }) => id));
  const others = theirs.filter(({ id, sql }) => byId.get(id)!.sql !== sql);
  const replaced = mapObjects(catalog, 'selfCheck', ({ id }) => byId.get(id));
  const { checkFunction } = tenancy;
  for (const { kind, id, sql, identity, statement } of others) {
    const own = byId.get(id)!;
    if (kind !== KIND.function || sameDefinition(statement.tree!, own.statement.tree!)) continue;
    const isCheck = identity === `${quoteName(nameFrom(checkFunction))}()`;
    if (!isCheck) throw taken({ id, statement }, otherPrefix(prefix));
    if (!CHECK_MESSAGE.test(sql))
      throw taken({ id, statement }, `tenancy: { checkFunction: ${checkFunction}2 } in the configuration`);
  }
  const changed = others.map(({ kind, id, identity }): Changed => ({
    kind,
    name: kind === KIND.comment ? id.replace(/^comment on (?:function )?/, 'FUNCTION ') : identity,
    what: kind === KIND.comment ? 'describes the self-check' : 'fails if tenants are not isolated',
    why: 'the baseline ends by calling it (checkFunction in the configuration)',
  }));
  return declare(
    addObjects(
      replaced,
      made.filter(({ id }) => !there.has(id)),
    ),
    { changed },
  );
}

export const selfCheck: Transform = {
  name: 'selfCheck',
  stage: 'enrich',
  preset: 'hims',
  summary: 'Adds a function that fails if tenants are not isolated, and calls it at the end.',
  apply(catalog, settings) {
    // Without tables there is nothing to isolate, and no function that returns the tenant.
    if (!catalog.tenancy || catalog.tenancy.tables.size === 0) return catalog;
    const { checkFunction } = settings.tenancy;
    refuseOthers(catalog, checkFunction);
    // The self-check requires what these transforms do: without one of them it would fail and roll the baseline back.
    const missing = ['tenantColumn', 'rowLevelSecurity', 'viewSecurity'].filter((name) =>
      settings.off.includes(name),
    );
    const { routines, twins } = expectedKernel(catalog, catalog.tenancy);
    const made = objectsFromSql('selfCheck', [
      ...twins,
      selfCheckFunction(catalog.tenancy, expectationOf(catalog, catalog.tenancy, settings, routines)),
      selfCheckComment(checkFunction),
      ...(missing.length === 0 ? [selfCheckCall(checkFunction)] : []),
    ]);
    const checked = warn(put(catalog, made, settings), ...unlooked(catalog.tenancy, settings));
    return missing.length === 0
      ? checked
      : warn(checked, notCalled(quoteName(nameFrom(checkFunction)), missing));
  },
};
