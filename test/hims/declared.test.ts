/** What the report declares is so, and what it does not declare is not: keys that others stand for, leaks that remain. */
import { describe, expect, it, test } from 'vitest';
import { converted, convertedWith, settings } from './sample.js';
import type { Name } from '../../src/catalog/names.js';
import { routineOf } from '../../src/facts/routines/bodies.js';
import { isClosed } from '../../src/facts/routines/searchPath.js';
import { folded, schemaOf, type TableRead } from './schema.js';
import tables from './tables.json' with { type: 'json' };
import { TEMPORARY_OBJECT } from '../../src/facts/routines/temporaryObjects.js';

const { report, sql } = converted();
const before = schemaOf(convertedWith({ preset: 'plain' }).sql);
const after = schemaOf(sql);

const TENANT: readonly string[] = ['tenant_id', 'tenantId', 'hospital_id'];
const shared = new Set([...tables.reference, ...settings.tenancy!.referenceTables]);
const spelled = ({ name }: Pick<TableRead, 'name'>): string => `${name.schema}.${name.name}`;
const isOwned = (name: string): boolean => !shared.has(name) && name !== tables.root;
const owned = after.tables.filter((table) => !table.partitionOf && isOwned(spelled(table)));

/** Names of a table's constraints and unique indexes. */
const keysOf = ({ uniqueKeys, foreignKeys }: TableRead): (string | undefined)[] =>
  [...uniqueKeys, ...foreignKeys].map(({ name }) => name);

describe('replaced', () => {
  const keys = report.replaced.filter(
    ({ kind, table = '' }) => ['constraint', 'index'].includes(kind) && !table.includes('flyway'),
  );

  const exclusions = keys.filter(({ by }) => by.endsWith('_excl'));
  const unique = keys.filter((one) => !exclusions.includes(one));

  it.each(exclusions.map((one) => [one.table!, one.name, one.by, one.why] as const))(
    '%s: %s by %s',
    (_, name, by, why) => {
      const within = new RegExp(
        `CONSTRAINT ${by} EXCLUDE USING gist \\((?:${TENANT.join('|')}) WITH =, (.*)`,
      );
      const [, rest] = within.exec(sql) ?? [];
      expect(rest).toBeDefined();
      const own = sql.split('\n').filter((line) => line.includes(`CONSTRAINT ${name} EXCLUDE`));
      expect(own).toHaveLength(why.includes('remains for rows without a tenant') ? 1 : 0);
      for (const line of own) expect(line).toMatch(/WHERE \((?:tenant_id|hospital_id) IS NULL\b/);
    },
  );

  it.each(unique.map((one) => [one.table!, one.name, one.by] as const))('%s: %s by %s', (table, name, by) => {
    const bare = name.split('.').at(-1)!;
    expect(keysOf(before.table(table))).toContain(bare);
    expect(keysOf(after.table(table))).not.toContain(bare);
    const [old, now] = [before, after].map((schema, at) =>
      schema.table(table).uniqueKeys.find((key) => key.name === (at === 0 ? bare : by)),
    );
    const tenant = now!.columns.find((column) => TENANT.includes(column));
    expect(now!.columns).toEqual([tenant, ...old!.columns]);
    expect(now!.partial).toBe(old!.partial);
  });

  test('no other key is gone', () => {
    const gone = before.tables
      .filter(({ name }) => name.schema !== 'public')
      .flatMap((table) => {
        const now = keysOf(after.table(spelled(table)));
        return keysOf(table)
          .filter((name) => !now.includes(name))
          .map((name) => `${spelled(table)} ${name}`);
      });
    expect(gone.toSorted()).toEqual(
      unique.map(({ table, name }) => `${table} ${name.split('.').at(-1)}`).toSorted(),
    );
  });
});

describe('changed', () => {
  it.each(
    report.changed.filter(({ kind }) => kind === 'view').map(({ name, what }) => [name, what] as const),
  )('%s: %s', (name, what) => {
    const [old, now] = [before, after].map((schema) => schema.object(`view ${name}`).statement.text);
    const owner = /^owner (\S+)$/.exec(what)?.[1];
    if (owner !== undefined) {
      expect(sql).toContain(`ALTER VIEW ${name} OWNER TO ${owner};`);
      expect(now).toBe(old);
    } else {
      expect(now).not.toBe(old);
      expect(now).toMatch(/security_invoker/);
    }
  });

  test.each(
    report.changed
      .filter(({ what }) => what.startsWith('SET search_path'))
      .map(({ kind, name, what }) => [`${kind} ${name}`, what] as const),
  )('%s: %s', (id, what) => {
    expect(after.object(id).statement.text).toContain(what);
    expect(what).toMatch(/, 'pg_temp'$/);
    // Nothing else of it is another.
    expect(after.object(id).statement.text.replace(", 'pg_temp'", '')).toBe(before.object(id).statement.text);
  });

  test('no view else belongs to another', () => {
    const owned = [...sql.matchAll(/ALTER VIEW (\S+) OWNER TO (\S+);/g)].map(
      ([, name, owner]) => `${name}: owner ${owner}`,
    );
    const declared = report.changed.filter(({ what }) => what.startsWith('owner '));
    expect(declared.map(({ name, what }) => `${name}: ${what}`).toSorted()).toEqual(owned.toSorted());
  });

  it.each(
    report.changed.filter(({ kind }) => kind === 'privilege').map(({ name, what }) => [name, what] as const),
  )('%s: %s', (name, what) => {
    const [role, on] = name.split(/ on (?=table |schema |function |procedure )/) as [string, string];
    const verb = what.endsWith(' given') ? 'GRANT' : 'REVOKE';
    const said = after.objects
      .filter(({ kind }) => kind === 'grant')
      .map(({ statement }) =>
        folded(statement.text).replace(/ ON (TABLE|SCHEMA|FUNCTION) /, (word) => word.toLowerCase()),
      )
      .filter(
        (text) => text.startsWith(verb) && text.includes(` on ${on} `) && text.split(/[\s,]+/).includes(role),
      );
    expect(said.length).toBeGreaterThan(0);
  });
});

describe('known', () => {
  const isKnown = (attack: string, table: string, name: string | undefined): boolean =>
    report.known.some(
      (one) => one.attack === attack && one.relation.replaceAll('"', '') === table && one.name === name,
    );

  const open = report.known.filter(({ rows }) => rows === 'everybody');
  const writes = report.known.filter((one) => one.attack === 'write' && !open.includes(one));
  const temporary = report.known.filter(({ attack }) => attack === TEMPORARY_OBJECT);
  const routines = report.known.filter(({ attack }) => attack === 'superuser owner');
  const others = new Set([...open, ...writes, ...temporary, ...routines]);
  const keys = report.known.filter((one) => !others.has(one));

  it.each(keys.map(({ relation, attack, name }) => [relation, attack, name] as const))(
    '%s, %s: %s is there',
    (relation, attack, name) => {
      expect(['unique', 'exclusion', 'foreign key']).toContain(attack);
      expect(keysOf(after.table(relation.replaceAll('"', '')))).toContain(name);
    },
  );

  test('every table that is open because of its name is known, and no other', () => {
    expect(open.map(({ relation, attack }) => `${relation} ${attack}`).toSorted()).toEqual(
      tables.reference.flatMap((name) => [`${name} read`, `${name} write`]).toSorted(),
    );
  });

  test('every routine that runs with the owner’s rights has pg_temp at the end of its path, or is known', () => {
    const isKnown = ({ name }: { name: Name }): boolean =>
      temporary.some(({ relation }) => relation.startsWith(`${name.schema}.${name.name}(`));
    const routines = after.objects.flatMap((object) => routineOf(object) ?? []);
    const open = routines.filter(
      ({ definer, searchPath, text }) => definer && text !== undefined && !isClosed(searchPath),
    );
    expect(open.map(({ object }) => object.identity).toSorted()).toEqual([
      'core.log_ddl()',
      'core.send_notification(core.notification_channel, text, text, text[])',
    ]);
    expect(open.filter(({ object }) => !isKnown(object))).toEqual([]);
    // Triggers of tables that the actions of foreign keys write, and what these call.
    expect(temporary.map(({ relation }) => relation.replace(/\(.*/, ''))).toEqual(
      expect.arrayContaining([
        'billing.trg_items_changed',
        'core.current_tenant_id',
        'core.full_name',
        'core.set_updated_at',
        'inpatient.trg_bed_status',
        'scheduling.trg_appt_history',
      ]),
    );
    for (const { relation, why } of temporary) {
      const [, line] = / (ALTER FUNCTION .* SET search_path TO .*, pg_temp;)$/.exec(why) ?? [];
      expect(line, relation).toContain(relation.replace(/\(.*/, ''));
    }
  });

  test('what reaches all tenants where a superuser owns it', () => {
    const NOTHING = 'no table of tenants was found in its body';
    expect(routines.map(({ relation, why }) => [relation, why.replace(/^.*; /, '')])).toEqual([
      ['abdm.trg_sync_abha()', 'it writes clinical.patients'],
      ['audit.log_row_change()', 'it writes audit.audit_log'],
      ['billing.trg_items_changed()', NOTHING],
      [
        'clinical.merge_patients(uuid,uuid,text,bigint)',
        'it writes clinical."PatientMergeLog", clinical.patients, runs dynamic SQL',
      ],
      ['clinical.trg_encounter_period()', NOTHING],
      ['clinical.trg_guard_encounter_close()', NOTHING],
      ['core.next_number(text,uuid)', 'it writes core.number_series'],
      ['core.set_updated_at()', NOTHING],
      ['core.user_has_permission(uuid,text)', 'it reads core.role_permissions, core.user_roles'],
      ['inpatient.trg_bed_status()', 'it writes inpatient.beds'],
      ['scheduling.trg_appt_history()', 'it writes scheduling.appointment_status_history'],
    ]);
  });

  test('every foreign key by which rows of tenants follow rows for all is known, and no other', () => {
    // The application may write each of these tables, and no column is in the way of what is to be done with it.
    const follows = owned.flatMap(({ foreignKeys }) =>
      foreignKeys
        .filter(({ to }) => shared.has(`${to.schema}.${to.name}`))
        .filter(({ node }) => /[cnd]/.test(`${node.fk_del_action ?? ''}${node.fk_upd_action ?? ''}`))
        .map(({ to, name }) => `${to.schema}.${to.name} ${name}`),
    );
    expect(writes.map(({ relation, name }) => `${relation} ${name}`).toSorted()).toEqual(follows.toSorted());
  });

  test('every foreign key between tables of tenants names the tenant, or has one beside it that does, or is known', () => {
    const pairs = owned.flatMap((table) =>
      table.foreignKeys
        .filter(
          ({ to, columns }) =>
            isOwned(`${to.schema}.${to.name}`) && !columns.some((one) => TENANT.includes(one)),
        )
        .map((single) => ({ table, single })),
    );
    expect(pairs.length).toBeGreaterThan(200);
    const open = pairs.filter(
      ({ table, single }) =>
        !table.foreignKeys.some(
          ({ to, columns }) =>
            to.name === single.to.name &&
            columns.length === single.columns.length + 1 &&
            columns.some((one) => TENANT.includes(one)) &&
            single.columns.every((one) => columns.includes(one)),
        ) && !isKnown('foreign key', spelled(table), single.name),
    );
    expect(open.map(({ table, single }) => `${spelled(table)} ${single.name}`)).toEqual([]);
  });

  test('every key over values that are entered names the tenant, or something of the tenant’s, or is known', () => {
    // A generated value is nobody's choice, and a uuid cannot be guessed.
    const isSafe = (table: TableRead, column: string): boolean =>
      table.typeOf(column) === 'uuid' || (table.allColumns.get(column)?.hasDefault ?? false);
    const open = owned.flatMap((table) => {
      const references = new Set(
        table.foreignKeys
          .filter(({ to }) => isOwned(`${to.schema}.${to.name}`))
          .flatMap(({ columns }) => columns),
      );
      return table.uniqueKeys
        .filter(({ columns }) => !columns.some((one) => TENANT.includes(one) || references.has(one)))
        .filter(({ kind, columns }) => !(kind === 'primaryKey' && columns.some((one) => isSafe(table, one))))
        .filter(({ name }) => !isKnown('unique', spelled(table), name))
        .map(({ name, columns }) => `${spelled(table)} ${name} (${columns.join(', ')})`);
    });
    expect(open).toEqual([]);
  });
});
