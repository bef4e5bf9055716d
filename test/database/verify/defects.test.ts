/** Each planted defect is found and named; and what is right is said to be so. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/verify/engine.js';
import { openEngine } from '../../../src/verify/engines.js';
import type { ConversionReport, Declaration } from '../../../src/verify/report.js';
import { renderVerification } from '../../../src/verify/text.js';
import { type Verification, verify } from '../../../src/verify/verify.js';

const DUMP = `
CREATE SCHEMA shop;
CREATE TABLE shop.customer (id integer NOT NULL, name text);
ALTER TABLE shop.customer OWNER TO keeper;
CREATE TABLE shop.item (id integer NOT NULL, price numeric DEFAULT 1, customer integer, tenant integer);
ALTER TABLE ONLY shop.customer ADD CONSTRAINT customer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY shop.item ADD CONSTRAINT item_customer FOREIGN KEY (customer) REFERENCES shop.customer(id);
CREATE INDEX item_customer ON shop.item USING btree (customer);
CREATE VIEW shop.cheap AS SELECT id FROM shop.item WHERE price < 2;
ALTER TABLE shop.item ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON shop.item USING (tenant = 1) WITH CHECK (tenant = 1);
GRANT SELECT ON TABLE shop.item TO reader;
GRANT SELECT,INSERT ON TABLE shop.customer TO reader;
`;

const BASELINE = `
CREATE SCHEMA IF NOT EXISTS shop;
CREATE TABLE IF NOT EXISTS shop.customer (
  id integer NOT NULL,
  name text,
  CONSTRAINT customer_pkey PRIMARY KEY (id)
);
CREATE TABLE IF NOT EXISTS shop.item (
  id integer NOT NULL,
  price numeric DEFAULT 1,
  customer integer,
  tenant integer
);
CREATE INDEX IF NOT EXISTS item_customer ON shop.item USING btree (customer);
DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'item_customer') THEN
  ALTER TABLE ONLY shop.item ADD CONSTRAINT item_customer FOREIGN KEY (customer) REFERENCES shop.customer(id);
END IF; END $$;
CREATE OR REPLACE VIEW shop.cheap AS SELECT id FROM shop.item WHERE price < 2;
ALTER TABLE shop.item ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS own ON shop.item;
CREATE POLICY own ON shop.item USING (tenant = 1) WITH CHECK (tenant = 1);
GRANT SELECT ON TABLE shop.item TO reader;
GRANT SELECT,INSERT ON TABLE shop.customer TO reader;
`;

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine(undefined, DUMP, BASELINE);
});
afterAll(() => engine?.close());

const judge = (
  baseline: string,
  declared: readonly Declaration[] = [],
  dump = DUMP,
): Promise<Verification> => {
  const report: ConversionReport = { preset: 'hims', declared, known: [], stripped: new Set() };
  return verify({ engine, dump, baseline: [baseline], report, plain: false });
};

/** The baseline with a part of it said otherwise. */
function planted(part: string, instead: string): string {
  expect(BASELINE).toContain(part);
  return BASELINE.replace(part, () => instead);
}

test('a baseline that is right passes', async () => {
  const result = await judge(BASELINE);
  expect(renderVerification(result)).toContain('The baseline is right.');
  expect(result).toMatchObject({
    ok: true,
    findings: [],
    owners: false,
    reruns: [{ name: 'Run 2' }, { name: 'Run 3' }],
  });
});

describe('is found and named:', () => {
  test.each([
    [
      'a dropped table',
      /CREATE TABLE IF NOT EXISTS shop\.customer[^;]*;|GRANT [^;]*customer[^;]*;|DO [^$]*\$\$[^$]*\$\$;/g,
      '',
      'Missing: the dump has it',
      'table shop.customer',
    ],
    [
      'a dropped column',
      '  customer integer,\n',
      '  other integer,\n',
      'Missing: the dump has it',
      'table column shop.item.customer',
    ],
    [
      'columns in another order',
      '  customer integer,\n  tenant integer\n',
      '  tenant integer,\n  customer integer\n',
      'Changed, and not declared',
      'table column shop.item.tenant',
    ],
    [
      'a changed default',
      'price numeric DEFAULT 1',
      'price numeric DEFAULT 2',
      'Changed, and not declared',
      'default value for shop.item.price',
    ],
    [
      'another type',
      'price numeric',
      'price numeric(10,2)',
      'Changed, and not declared',
      'table column shop.item.price',
    ],
    [
      'a missing grant',
      'GRANT SELECT ON TABLE shop.item TO reader;',
      '',
      'Missing: the dump has it',
      'privilege reader on table shop.item',
    ],
    [
      'half of a grant',
      'GRANT SELECT,INSERT',
      'GRANT SELECT',
      'Changed, and not declared',
      'privilege reader on table shop.customer',
    ],
    [
      'a grant too many',
      'GRANT SELECT ON',
      'GRANT UPDATE ON TABLE shop.item TO PUBLIC; GRANT SELECT ON',
      'Unexpected: the baseline has it',
      'privilege PUBLIC on table shop.item',
    ],
    [
      'a policy without WITH CHECK',
      ' WITH CHECK (tenant = 1)',
      '',
      'Changed, and not declared',
      'policy own on shop.item',
    ],
    [
      'row security left out',
      'ALTER TABLE shop.item ENABLE ROW LEVEL SECURITY;',
      '',
      'Missing: the dump has it',
      'row security shop.item',
    ],
    ['another view', 'price < 2', 'price < 3', 'Changed, and not declared', 'rule "_RETURN" on shop.cheap'],
    [
      'a statement that is not re-runnable',
      'CREATE INDEX IF NOT EXISTS',
      'CREATE INDEX',
      'Run 2: errors',
      'relation "item_customer" already exists',
    ],
    [
      'a statement that is wrong',
      'CREATE OR REPLACE VIEW shop.cheap AS SELECT id',
      'CREATE OR REPLACE VIEW shop.cheap AS SELECT ident',
      'Errors of the baseline',
      'column "ident" does not exist',
    ],
    [
      'a run that adds something',
      'DROP POLICY IF EXISTS own',
      'CREATE INDEX ON shop.item (tenant);\nDROP POLICY IF EXISTS own',
      'Run 2: what it changed',
      'index shop.item_tenant_idx1',
    ],
  ] as const)('%s', async (_, part, instead, title, name) => {
    const baseline = typeof part === 'string' ? planted(part, instead) : BASELINE.replaceAll(part, instead);
    const result = await judge(baseline);
    expect(result.ok).toBe(false);
    const [, list = ''] = renderVerification(result).split(`\n${title}`);
    expect(list.split('\n\n')[0]).toContain(name);
  });

  test('a run after a stop that ends otherwise', async () => {
    // Whether the second half has run decides what the first half makes.
    const late = `DO $$ BEGIN IF to_regclass('shop.late') IS NULL AND to_regclass('shop.early') IS NULL THEN
      CREATE TABLE shop.early (); END IF; END $$;`;
    const baseline = `${planted('CREATE TABLE IF NOT EXISTS shop.item', `${late}\nCREATE TABLE IF NOT EXISTS shop.item`)}
      DROP TABLE IF EXISTS shop.early; CREATE TABLE IF NOT EXISTS shop.late ();`;
    expect(renderVerification(await judge(baseline))).toContain('The baseline is right.');
    const counting = `CREATE TABLE IF NOT EXISTS public.runs (); DO $$ BEGIN EXECUTE 'ALTER TABLE public.runs ADD c'
      || (SELECT count(*) FROM pg_attribute WHERE attrelid = 'public.runs'::regclass AND attnum > 0) || ' int'; END $$;`;
    const stopped = renderVerification(await judge(`${counting}${BASELINE}`));
    expect(stopped).toContain('After a stop at statement');
    expect(stopped).toContain('table column public.runs.c1');
  });
});

describe('what the report declares', () => {
  const changed: Declaration = {
    is: 'changed',
    kind: 'privilege',
    name: 'reader on table shop.item',
    what: 'SELECT taken away',
  };
  const without = BASELINE.replace('GRANT SELECT ON TABLE shop.item TO reader;', '');
  test('is no failure', async () => {
    const result = await judge(without, [changed]);
    expect(result).toMatchObject({ ok: true, fidelity: { declared: [{ by: 'SELECT taken away' }] } });
  });
  test('is one where it does not occur', async () => {
    const result = await judge(BASELINE, [changed]);
    expect(result.ok).toBe(false);
    expect(renderVerification(result)).toContain(
      'privilege reader on table shop.item: changed, SELECT taken away',
    );
  });
  test('of a table goes for all that hangs on it', async () => {
    const dump = `${DUMP}CREATE TABLE shop.history (id integer NOT NULL DEFAULT 1, CONSTRAINT history_pkey PRIMARY KEY (id));
      COMMENT ON COLUMN shop.history.id IS 'x'; GRANT SELECT ON TABLE shop.history TO reader;`;
    expect((await judge(BASELINE, [], dump)).ok).toBe(false);
    const gone: Declaration = {
      is: 'replaced',
      kind: 'table',
      name: 'shop.history',
      what: 'the migration tool',
    };
    expect(await judge(BASELINE, [gone], dump)).toMatchObject({ ok: true });
  });
});

test('a dump that does not load is no judge', async () => {
  const result = await judge(
    `${BASELINE}CREATE TABLE IF NOT EXISTS shop.odd ();`,
    [],
    `${DUMP}CREATE TABLE shop.odd (;`,
  );
  expect(result.ok).toBe(false);
  expect(renderVerification(result)).toContain('The dump does not load here');
});

test('findings are no failures', async () => {
  const odd = `
    CREATE OR REPLACE FUNCTION shop.who() RETURNS integer LANGUAGE plpgsql STABLE SECURITY DEFINER AS 'BEGIN RETURN 1; END';
    CREATE OR REPLACE FUNCTION shop.held() RETURNS text LANGUAGE sql AS $$ SELECT '\${name}' $$;
    CREATE INDEX IF NOT EXISTS item_again ON shop.item USING btree (customer);
    ALTER TABLE shop.item ADD COLUMN IF NOT EXISTS tags jsonb;
    CREATE INDEX IF NOT EXISTS item_tags ON shop.item USING gin (tags);
    DROP POLICY IF EXISTS rows ON shop.item; CREATE POLICY rows ON shop.item USING (tenant = shop.who());
    DROP POLICY IF EXISTS once ON shop.item; CREATE POLICY once ON shop.item USING (tenant = (SELECT shop.who()));
    CREATE TABLE IF NOT EXISTS shop.part (customer integer CONSTRAINT part_customer REFERENCES shop.customer);
    CREATE TABLE IF NOT EXISTS shop.log (at date) PARTITION BY RANGE (at);
    CREATE TABLE IF NOT EXISTS shop.log_old PARTITION OF shop.log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
    CREATE INDEX IF NOT EXISTS log_at ON ONLY shop.log (at);`;
  const result = await judge(`${BASELINE}${odd}`);
  expect(renderVerification(result)).toContain('The baseline is right.');
  expect(result.findings.map(({ code, object }) => `${code} ${object}`)).toEqual([
    'lint/unindexed-foreign-key constraint part_customer on shop.part',
    'lint/duplicate-index index shop.item_again',
    'lint/invalid-index index shop.log_at',
    'lint/definer-search-path function shop.who()',
    'lint/index-unusable index shop.item_tags',
    'lint/policy-per-row policy rows on shop.item',
    'lint/placeholder CREATE OR REPLACE FUNCTION shop.held() RETURNS text LANGUAGE',
  ]);
});
