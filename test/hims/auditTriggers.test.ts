/** What keeps the audit columns of the sample: when it fires, what it is called, and what makes it unneeded at an INSERT. */
import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { isAuditFunction } from '../../src/kinds/routines/auditFunction.js';
import type { CreateFunctionStmt } from '../../src/grammar.js';
import { functionName } from '../../src/tenancy/columns/auditNames.js';
import { catalogOf, schemaOf } from './schema.js';
import { converted, convertedWith, dump, settings } from './sample.js';

const { sql, report, diagnostics } = converted();
const schema = schemaOf(sql);
const functions = schema.objects.filter(
  ({ kind, name }) => kind === 'function' && name.name.includes('baseline_audit_'),
);
const triggers = schema.objects.filter(
  ({ kind, name }) => kind === 'trigger' && name.name.includes('baseline_audit'),
);

describe('triggers', () => {
  test('fire on UPDATE only: each column that an INSERT needs has a default', () => {
    expect(triggers.length).toBeGreaterThan(100);
    expect(triggers.filter(({ sql: text }) => !/ BEFORE UPDATE ON /.test(text)).map(({ id }) => id)).toEqual(
      [],
    );
  });

  test('columns of the dump that got their default for that are declared', () => {
    const original = schemaOf(dump.toString());
    const declared = report.changed.filter(({ kind }) => kind === 'default');
    expect(declared.length).toBeGreaterThan(10);
    for (const { name, what } of declared) {
      const [, table = '', column = ''] = /^(.*)\.([^.]+)$/.exec(name)!;
      const [before, after] = [original, schema].map((one) =>
        one.table(table).columnText(column.replaceAll('"', '')),
      );
      expect(`${before} ${what.replace(/ added$/, '')}`, name).toBe(after);
    }
    expect(declared.map(({ name }) => name)).toContain('clinical.encounters.created_by');
  });

  test('updated_by has no default where the tool adds it', () => {
    expect(schema.table('clinical.allergies').columnText('updated_by')).toBe('updated_by uuid');
  });
});

describe('functions', () => {
  test('have short names, a section of their own, and a comment that spells their columns out', () => {
    const banner = sql.indexOf('-- Functions of audit triggers\n');
    expect(banner).toBeGreaterThan(sql.indexOf('-- Routines\n'));
    for (const { name, sql: text } of functions) {
      expect(Buffer.byteLength(name.name), name.name).toBeLessThanOrEqual(40);
      expect(sql.indexOf(`FUNCTION core.${name.name}()`)).toBeGreaterThan(banner);
      const [, told = ''] = new RegExp(
        `COMMENT ON FUNCTION core\\.${name.name}\\(\\) IS 'Sets (.*) when`,
      ).exec(sql)!;
      const set = [...text.matchAll(/NEW\.(\w+) :=/g)].map(([, column]) => column);
      expect(told.split(', ')).toEqual([...new Set(set)]);
    }
  });

  test('of two with one name, only one has no mark', () => {
    const marked = functions.filter(({ name }) => /_[0-9a-f]{6}$/.test(name.name));
    expect(functions.length).toBeGreaterThan(20);
    expect(marked.length).toBeLessThan(functions.length / 3);
  });

  test('do not follow each other by a counter: without a table, none of the others is renamed', () => {
    const less = convertedWith({ ...settings, audit: { ...settings.audit!, except: ['billing.invoices'] } });
    const names = new Set(functions.map(({ name }) => name.name));
    const left = schemaOf(less.sql).objects.filter(({ name }) => name.name.startsWith('baseline_audit_'));
    expect(left.map(({ name }) => name.name).filter((name) => !names.has(name))).toEqual([]);
  });

  test.each([
    [['created_at', 'created_by', 'updated_at', 'updated_by', 'row_version'], 'crat_crby_upat_upby_rove'],
    [['createdOn', 'last_modified_by', 'version'], 'cron_lmby_vers'],
    [['createdon', 'modifiedby'], 'cdon_mdby'],
  ])('%j: %s', (columns, short) => {
    expect(functionName('baseline', columns)).toBe(`baseline_audit_${short}`);
  });

  test('a long prefix leaves room for columns and mark', () => {
    const name = functionName('p'.repeat(40), ['created_at', 'created_by', 'updated_at'], '012345');
    expect(name).toMatch(/_audit_[a-z].*_012345$/);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
  });
});

describe('the functions are known again', () => {
  const isOwn = (text: string): boolean => {
    const [object] = catalogOf(`${text};`).objects;
    return isAuditFunction(object!.statement.tree!.node as CreateFunctionStmt);
  };

  test('each of them', () => {
    expect(functions.filter(({ sql: text }) => !isOwn(text)).map(({ id }) => id)).toEqual([]);
  });

  test.each([
    ['another statement', ' RETURN NEW;\nEND', " PERFORM set_config('a', 'b', false);\n    RETURN NEW;\nEND"],
    ['another column', 'coalesce(OLD.created_at, NEW.created_at)', 'coalesce(OLD.id, NEW.created_at)'],
    ['another value', ':= now();', ":= '2000-01-01';"],
    ['a second statement in a line', ':= now();', ':= now(); DELETE FROM core.tenants;'],
    ['rights of the owner', 'LANGUAGE plpgsql', 'LANGUAGE plpgsql SECURITY DEFINER'],
  ])('not one with %s', (_, from, to) => {
    const { sql: text } = functions.find(
      ({ name }) => name.name === 'baseline_audit_crat_crby_upat_upby_rove',
    )!;
    const other = text.replace(from, to);
    expect(other).not.toBe(text);
    expect(isOwn(other)).toBe(false);
  });
});

test('the user function of the sample starts a subtransaction, and one warning says it', () => {
  const said = diagnostics.filter(({ code }) => code === 'audit/slow-user-function');
  expect(said.map(({ severity, object }) => [severity, object])).toEqual([
    ['warning', 'function core.current_user_id()'],
  ]);
});
