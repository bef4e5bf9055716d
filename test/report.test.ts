/** The report in its formats: what each says, that it says it the same each time, and that a dump's text stays text. */
import { expect, describe, test } from 'vitest';
import { readConfig, settingsOf, sourceOf } from '../src/config/config.js';
import { convert, ready, type Report } from '../src/index.js';
import type { VerificationResult } from '../src/verification.js';
import { aspects, cellOf, verdictOf, wordsOf } from '../src/report/cell.js';
import { renderHtml } from '../src/report/html/html.js';
import { anchor, html, Markup } from '../src/report/html/markup.js';
import { renderJson } from '../src/report/json.js';
import { renderMarkdown } from '../src/report/markdown.js';
import { withTenants } from './tenants.js';

await ready();

const CLINIC = `
CREATE SCHEMA core;
CREATE SCHEMA clinical;
CREATE TABLE core.tenants (id uuid NOT NULL, name text);
CREATE TABLE core.currencies (code character(3) NOT NULL, name text);
CREATE TABLE clinical.wards (id uuid NOT NULL, hospital_id uuid NOT NULL, name text, created_on timestamp with time zone DEFAULT now());
CREATE TABLE clinical.patients (
    id uuid NOT NULL,
    tenant_id uuid,
    ward_id uuid,
    "a|b \`c\` *d*" text
);
CREATE TABLE clinical.visits (id uuid NOT NULL, patient_id uuid NOT NULL, ward_id uuid);
CREATE TABLE clinical.widgets (id uuid NOT NULL);
ALTER TABLE ONLY core.tenants ADD CONSTRAINT tenants_pkey PRIMARY KEY (id);
ALTER TABLE ONLY core.currencies ADD CONSTRAINT currencies_pkey PRIMARY KEY (code);
ALTER TABLE ONLY clinical.wards ADD CONSTRAINT wards_pkey PRIMARY KEY (id);
ALTER TABLE ONLY clinical.patients ADD CONSTRAINT patients_pkey PRIMARY KEY (id);
ALTER TABLE ONLY clinical.visits ADD CONSTRAINT visits_pkey PRIMARY KEY (id);
ALTER TABLE ONLY clinical.wards ADD CONSTRAINT wards_hospital_fkey FOREIGN KEY (hospital_id) REFERENCES core.tenants(id);
ALTER TABLE ONLY clinical.patients ADD CONSTRAINT patients_ward_fkey FOREIGN KEY (ward_id) REFERENCES clinical.wards(id);
ALTER TABLE ONLY clinical.visits ADD CONSTRAINT visits_patient_fkey FOREIGN KEY (patient_id) REFERENCES clinical.patients(id);
ALTER TABLE ONLY clinical.visits ADD CONSTRAINT visits_ward_fkey FOREIGN KEY (ward_id) REFERENCES clinical.wards(id);
ALTER TABLE clinical.patients ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON clinical.patients USING (true);
VACUUM;
`;

const report = (
  sql = CLINIC,
  settings: Parameters<typeof convert>[1] = {},
  file = '/srv/exports/clinic.sql',
): Report => convert(Buffer.from(sql), settings, file).report;

const row = (table: string) => report().coverage.find((one) => one.table === table)!;

describe('coverage', () => {
  test('has a row for each table that the preset looks after, and none where nobody asked', () => {
    expect(report().coverage.map(({ table }) => table)).toEqual([
      'clinical.patients',
      'clinical.visits',
      'clinical.wards',
      'clinical.widgets',
      'core.currencies',
      'core.tenants',
    ]);
    expect(report(CLINIC, { preset: 'plain' }).coverage).toEqual([]);
  });

  test('says of the tenant column whether it was there, under which name, and whether somebody has to decide', () => {
    expect(row('clinical.patients').tenant).toBe('had tenant_id');
    expect(row('clinical.wards').tenant).toBe('reused hospital_id');
    expect(row('clinical.visits').tenant).toBe('added tenant_id');
    expect(row('clinical.widgets')).toMatchObject({
      undecided: true,
      tenant: 'undecided tenant_id, waiting for your decision',
    });
    expect(row('core.currencies').tenant).toBe('exempt rows are shared by all tenants');
    expect(row('core.tenants').tenant).toBe('had id, the tenants’ key');
  });

  test('says which columns were there and which were added', () => {
    expect(row('clinical.wards').audit).toBe(
      'added created_by, updated_at, updated_by, row_version; reused created_on',
    );
    expect(row('clinical.visits').compliance).toMatch(/^added confidentiality_code, retention_until, /);
    expect(row('core.currencies').compliance).toBe('exempt rows are shared by all tenants');
  });

  test('says what of row-level security was there', () => {
    expect(row('clinical.patients').rls).toMatch(/^added FORCE, \d policies; had ENABLE, 1 policy$/);
    expect(row('clinical.visits').rls).toMatch(/^added ENABLE, FORCE, \d policies$/);
    expect(row('core.currencies').rls).toBe('exempt rows are shared by all tenants');
  });

  test('counts the foreign keys over the tenant column, and names those that stay single', () => {
    // The tenant as text fits no key over uuid.
    const asText = report(CLINIC.replace('    tenant_id uuid,', '    tenant_id text,')).coverage;
    expect(asText.find(({ table }) => table === 'clinical.visits')!.keys).toBe(
      'undecided 1 of 2 foreign keys over tenant_id; single: visits_patient_fkey',
    );
    expect(row('clinical.patients').keys).toBe('added 1 of 1 foreign keys over tenant_id');
    expect(row('clinical.visits').keys).toBe('added 2 of 2 foreign keys over tenant_id');
    expect(row('clinical.widgets').keys).toBe('exempt no foreign key to rows of tenants');
  });

  test('of the baseline converted again: all was there', () => {
    const { sql } = convert(Buffer.from(CLINIC.replace(/^VACUUM;\n/m, '')));
    const again = report(sql).coverage.filter((one) => !one.undecided);
    const added = again.flatMap((one) =>
      aspects
        .filter((aspect) => verdictOf(one[aspect]) === 'added')
        .map((aspect) => `${one.table} ${one[aspect]}`),
    );
    expect(added).toEqual([]);
  });

  test('a cell starts with the heaviest verdict', () => {
    expect(cellOf({ had: ['a'], added: ['B c'] })).toBe('added "B c"; had a');
    expect(cellOf({ undecided: ['a'], had: ['b'] })).toBe('undecided without a; had b');
    expect([verdictOf('exempt a log'), wordsOf('exempt a log')]).toEqual(['exempt', 'a log']);
  });
});

test('tables are drawn with their keys and one line for keys over the same columns', () => {
  const visits = report().tables.find(({ table }) => table === 'clinical.visits');
  expect(visits).toMatchObject({ schema: 'clinical', class: 'tenant', tenant: 'tenant_id', key: ['id'] });
  expect(visits!.references.filter(({ to }) => to === 'clinical.wards')).toEqual([
    { columns: ['tenant_id', 'ward_id'], to: 'clinical.wards' },
  ]);
});

test('a warning has the lines of the dump that it is about', () => {
  const { frames, diagnostics } = report();
  const lines = CLINIC.split('\n');
  const marked = frames.map(({ of, line }) => [diagnostics[of]!.code, lines[line - 1]!.trim()]);
  expect(marked).toContainEqual(['tenant/nullable', 'tenant_id uuid,']);
  expect(marked).toContainEqual([expect.stringMatching(/^opaque\/|^parse\//), 'VACUUM;']);
  for (const { first, text } of frames) {
    const shown = text.split('\n');
    const there = lines.slice(first - 1, first - 1 + shown.length).map((line) => line.slice(0, 110));
    expect(there.map((line, at) => line.startsWith(shown[at]!))).not.toContain(false);
  }
});

test('JSON is read as what the report is', () => {
  const all = report();
  const read = JSON.parse(renderJson(all)) as Report;
  expect(read.source.file).toBe('clinic.sql');
  expect(read.coverage).toEqual(all.coverage);
  expect(read.tables).toEqual(all.tables);
  expect(Object.keys(read)).toEqual(Object.keys(all));
});

test('JSON has a line for each of many things, and an empty list is one word', () => {
  expect(renderJson(report())).toContain('"coverage": [\n    {');
  const empty = renderJson(report('CREATE SCHEMA clinic;\n', { preset: 'plain' }));
  for (const list of ['coverage', 'tables']) expect(empty).toContain(`\n  "${list}": [],\n`);
});

test('Markdown', async () => {
  const text = renderMarkdown(report());
  await expect(text).toMatchFileSnapshot('__snapshots__/report.md');
  expect(text).not.toContain('/srv');
});

const HOSTILE = `
CREATE SCHEMA "<script>alert(1)</script>";
CREATE TABLE "<script>alert(1)</script>"."<b onclick='x'>&amp;" (id uuid NOT NULL, "tenant_id" uuid, "</script>" text);
ALTER TABLE ONLY "<script>alert(1)</script>"."<b onclick='x'>&amp;" ADD CONSTRAINT "</title>" PRIMARY KEY (id);
COMMENT ON TABLE "<script>alert(1)</script>"."<b onclick='x'>&amp;" IS '</style><img src="x">';
VACUUM "<img>";
`;

describe('HTML', () => {
  test('what a template is given is text', () => {
    const text = `<&>"'\u0000`;
    expect(html`<b title="${text}">${text}${[1, undefined, html`<i></i>`]}</b>`.html).toBe(
      '<b title="&lt;&amp;&gt;&quot;&#39;\ufffd">&lt;&amp;&gt;&quot;&#39;\ufffd1<i></i></b>',
    );
    expect(html`${new Markup('<hr>')}`.html).toBe('<hr>');
    expect(anchor('table', '"a b".<c>')).toBe('table-%22a%20b%22.%3Cc%3E');
  });

  test('nothing of a dump is markup', async () => {
    const page = await renderHtml(report(HOSTILE, withTenants, '<u>.sql'));
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toMatch(/<img|<u>|<b onclick|alert\(1\)<\/script/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('<title>Baseline of &lt;u&gt;.sql</title>');
  });

  test('is the same for the same dump, wherever it lies, and names nothing outside itself', async () => {
    const page = await renderHtml(report());
    expect(await renderHtml(report(CLINIC, {}, 'C:\\exports\\clinic.sql'))).toBe(page);
    expect(page).not.toMatch(/\/srv|(?:src|href)="(?!#)|url\(|@import/);
  });

  test('without a preset that asks for anything, tables lead into the ledger', async () => {
    const page = await renderHtml(report(CLINIC, { preset: 'plain' }));
    expect(page).not.toContain('id="matrix"');
    expect(page).toContain('The preset plain adds nothing.');
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...page.matchAll(/ href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.filter((id) => !ids.has(id))).toEqual([]);
  });

  test('shows what verify found, and what it did not look at is not there', async () => {
    const sha256 = '0'.repeat(64);
    const verification: VerificationResult = {
      ok: false,
      engine: 'PGlite (PostgreSQL 18.6)',
      dump: { sha256, statements: 10 },
      baseline: { sha256, statements: 9 },
      without: ['owners'],
      notRun: [],
      unjudged: [],
      failures: [{ line: 3, statement: 'CREATE <what>', message: 'no such thing' }],
      fidelity: {
        equal: 1200,
        added: { 'table column': 5, policy: 2 },
        declared: [],
        missing: ['index <x>'],
        unexpected: [],
        changed: [],
        unfounded: [],
      },
      rerun: { stops: 8, wrong: [] },
      lints: [{ code: 'lint/unindexed-foreign-key', message: 'one' }],
      isolation: {
        attacks: 24,
        tables: 2,
        parties: ['app', 'the owner'],
        leaks: [
          {
            relation: 'clinical.patients',
            attack: 'write',
            statement: 'UPDATE clinical.patients …',
            shows: 'writes another’s row',
          },
        ],
        known: [],
        unfounded: [],
        unfilled: [],
        unclear: [],
        blank: [],
        relations: [
          {
            name: 'clinical.patients',
            attacks: { read: 'closed', write: 'leak', unique: 'known', truncate: 'n/a' },
          },
          { name: 'clinical.wards', attacks: { read: 'closed' } },
        ],
      },
    };
    const page = await renderHtml(report(), verification);
    expect(page).toContain('<b>1,200</b> equal');
    expect(page).toContain('<b>7</b> added');
    expect(page).toContain('index &lt;x&gt;');
    expect(page).toContain('3 findings.');
    expect(page).toContain('line 3: no such thing: CREATE &lt;what&gt;');
    expect(page).toContain('UPDATE clinical.patients …');
    expect(page).toMatch(/<td data-v="leak">/);
    const { isolation: _, ...plain } = verification;
    expect(await renderHtml(report(), { ...plain, isolation: { failed: 'no <luck>' } })).toContain(
      'no &lt;luck&gt;',
    );
    expect(await renderHtml(report(), plain)).not.toContain('id="isolation"');
    expect(await renderHtml(report())).not.toContain('id="verified"');
    const wiki = renderMarkdown(report(), verification);
    expect(wiki).toContain('**The baseline is not right**');
    expect(wiki).toContain('- **Leak**: `clinical.patients` write: `UPDATE clinical.patients …`');
    expect(renderMarkdown(report())).not.toContain('## Verified');
    // A report that was written and read again gives the same page.
    const again = JSON.parse(renderJson(report())) as Report;
    expect(await renderHtml(again, verification)).toBe(page);
    expect(renderMarkdown(again, verification)).toBe(wiki);
  });
});

describe('what the configuration makes of findings', () => {
  const told = (settings: Parameters<typeof convert>[1]): Report => report(CLINIC, settings);
  const settings = {
    accept: [
      { code: 'tenant/undecided', object: 'table clinical.widgets', reason: 'Each <b>one</b> | is ours.' },
    ],
    severity: { 'rls/always-true': 'off', 'tenant/nullable': 'info' },
  } as const;
  const plain = told({});
  const made = told(settings);

  test('is in report.json, where it makes anything of them', () => {
    expect(JSON.parse(renderJson(plain))).not.toHaveProperty('turnedOff');
    expect(renderJson(plain)).not.toContain('"accepted"');
    const { diagnostics, turnedOff } = JSON.parse(renderJson(made)) as Report;
    expect(turnedOff).toEqual([{ code: 'rls/always-true', count: 1 }]);
    expect(diagnostics).toHaveLength(plain.diagnostics.length - 1);
    expect(diagnostics.filter(({ accepted }) => accepted !== undefined)).toEqual([
      expect.objectContaining({
        severity: 'warning',
        code: 'tenant/undecided',
        object: 'table clinical.widgets',
        accepted: settings.accept[0].reason,
      }),
    ]);
    expect(diagnostics.find(({ code }) => code === 'tenant/nullable')?.severity).toBe('info');
  });

  test('is in the report for a wiki', () => {
    const open = Number(/## Warnings \((\d+)\)/.exec(renderMarkdown(plain))![1]);
    const text = renderMarkdown(made);
    expect(text).toContain(`## Warnings (${open - 3})`);
    expect(text).toContain('## Accepted by the configuration (1)');
    expect(text).toMatch(/^\| `tenant\/undecided` \| .* \| Each \\<b\\>one\\<\/b\\> \\\| is ours\. \|$/m);
    expect(text).toMatch(/^\| `rls\/always-true` \| 1 \|$/m);
  });

  test('is in the page, and not among what needs a decision', async () => {
    const page = await renderHtml(made);
    expect(page).toContain('Accepted: Each &lt;b&gt;one&lt;/b&gt; | is ours.');
    expect(page).toContain(`id="${anchor('accepted', 'tenant/undecided')}"`);
    expect(page).toContain('<li><code>rls/always-true</code> <span class="count">1</span></li>');
    const count = (text: string): number => Number(/Needs a decision[^]*?>(\d+)</.exec(text)![1]);
    expect(count(page)).toBe(count(await renderHtml(plain)) - 3);
  });

  test('shows no line of the dump for an entry of the configuration', () => {
    const text = 'accept:\n  - { code: rls/deny-all, reason: Fine. }\n';
    const config = readConfig(text, 'pg-baseline.config.yaml');
    const { diagnostics, frames } = told({ ...settingsOf(config), source: sourceOf(config) });
    const unused = diagnostics.findIndex(({ code }) => code === 'accept/unused');
    expect(diagnostics[unused]?.place).toEqual({ file: 'pg-baseline.config.yaml', line: 2, column: 5 });
    expect(frames.map(({ of }) => of)).not.toContain(unused);
    expect(frames.length).toBeGreaterThan(0);
  });

  test('is nothing that the baseline depends on', () => {
    const sql = (more: Parameters<typeof convert>[1]): string => convert(Buffer.from(CLINIC), more).sql;
    expect(sql(settings)).toBe(sql({}));
  });
});
