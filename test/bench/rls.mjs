/**
 * What `hims` costs when rows are inserted: the raw export of the sample and its V001 in turn on a real PostgreSQL 15, with
 * the rows that an application writes. Measured in CPU seconds of the backend, which other processes of the machine disturb
 * least, in a transaction that is rolled back. The share of a part is what an insert costs less without it.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createViteServer } from 'vitest/node';
import { PARTS } from './rlsParts.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PATIENTS = 4000;
const DRUGS = ['Penicillin', 'Ibuprofen', 'Aspirin'];

/** The columns are those that test/dumps/hims/sample_rows.sql writes. */
const INSERTS = [
  {
    table: 'clinical.allergies',
    rows: 100_000,
    gate: 2.5,
    goal: 2.0,
    sql: (rows) => `
      INSERT INTO clinical.allergies (patient_id, allergen_type, allergen, severity, reaction)
      SELECT ${patient('n')}, 'DRUG', ('{${DRUGS}}'::text[])[1 + n % ${DRUGS.length}], 'severe', '{rash,anaphylaxis}'
      FROM generate_series(1, ${rows}) n;`,
  },
  {
    table: 'clinical.encounters',
    rows: 20_000,
    gate: 1.2,
    goal: 1.2,
    sql: (rows, { A }) => `
      INSERT INTO clinical.encounters (id, tenant_id, facility_id, department_id, patient_id, encounter_no, class, status,
        attending_doctor_id, chief_complaint, started_at)
      SELECT gen_random_uuid(), '${A}', ${row('0003')}, ${row('0004')}, ${patient('n')}, 'BENCH/' || n, 'OPD', 'arrived',
        ${row('0006')}, 'fever; 3 days', now()
      FROM generate_series(1, ${rows}) n;`,
  },
];

/** A row of tenant A in the sample data, by its kind. */
const row = (kind) => `'a0000000-0000-4000-8000-${kind}00000001'`;
const patient = (n) => `('a1000000-0000-4000-8000-' || lpad((1 + ${n} % ${PATIENTS})::text, 12, '0'))::uuid`;

/** User and system time of the backend so far, in hundredths of a second. */
const CPU = `SELECT split_part(stat, ') ', 2) AS stat FROM pg_read_file('/proc/self/stat', 0, 4000) stat \\gset
SELECT split_part(:'stat', ' ', 12)::int + split_part(:'stat', ' ', 13)::int AS`;

/** @returns whether every insert is within its gate */
export async function rowLevelSecurity(runs) {
  const vite = await createViteServer({
    root: ROOT,
    configFile: false,
    appType: 'custom',
    logLevel: 'warn',
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, watch: null, ws: false, hmr: false },
  });
  try {
    const load = (path) => vite.ssrLoadModule(`/test/database/${path}.ts`);
    const modules = await Promise.all(
      ['server', 'database', 'hims/conversion', 'hims/databases', 'hims/loader', 'hims/tenants'].map(load),
    );
    return await measured(Object.assign({}, ...modules), runs);
  } finally {
    await vite.close();
  }
}

async function measured(tests, runs) {
  const server = await tests.startServer(15);
  const made = [];
  let dropRoles = async () => {};
  try {
    dropRoles = await tests.makeRoles(server);
    const [raw, v001] = [await tests.createDatabase(server), await tests.createDatabase(server)];
    made.push(raw, v001);
    await fill(raw, v001, tests);
    let passed = true;
    for (const insert of INSERTS) passed = (await compare(insert, { raw, v001, tests, runs })) && passed;
    return passed;
  } finally {
    for (const database of made) await database.drop();
    await dropRoles();
    await server.stop();
  }
}

/** The sample rows, and patients of tenant A: without triggers, since only the inserts that follow are measured. */
async function fill(raw, v001, tests) {
  const rows = readFileSync(`${ROOT}test/dumps/hims/sample_rows.sql`, 'utf8');
  await must(raw.restore(tests.readExport()));
  await must(raw.restore(`SET SESSION AUTHORIZATION hims_admin;\n${rows}`));
  await tests.makeBaseline(v001, await tests.convertSample(), 1);
  await tests.copyRows(raw, v001, () => [undefined, tests.A, tests.B]);
  const patients = `SET session_replication_role = replica;
    INSERT INTO clinical.patients (id, tenant_id, facility_id, mrn, first_name, gender, date_of_birth)
    SELECT ${patient('n')}, '${tests.A}', ${row('0003')}, 'BENCH/' || n, 'Asha', 'FEMALE', '1970-01-15'
    FROM generate_series(1, ${PATIENTS}) n;
    VACUUM ANALYZE clinical.patients;`;
  for (const database of [raw, v001]) await must(database.restore(patients));
}

async function must(errors) {
  const [first] = await errors;
  if (first !== undefined) throw new Error(first);
}

/** Prints the ratio and the shares. */
async function compare(insert, { raw, v001, tests, runs }) {
  const { table, rows, gate, goal } = insert;
  const once = (database, without = '') => seconds(database, insert, tests, without);
  const times = { raw: [], v001: [] };
  for (let run = 0; run < runs; run++) {
    times.raw.push(await once(raw));
    times.v001.push(await once(v001));
  }
  const [least, median] = [Math.min, middle].map((of) => ({
    raw: of(...times.raw),
    v001: of(...times.v001),
  }));
  const ratio = least.v001 / least.raw;
  console.log(
    `${table}, ${rows.toLocaleString('en')} rows as hims_app, CPU seconds of the backend, ${runs} runs`,
  );
  for (const [name, { raw, v001 }] of Object.entries({ minimum: least, median }))
    console.log(
      `  ${name.padEnd(8)} raw ${raw.toFixed(2)}   V001 ${v001.toFixed(2)}   ratio ${(v001 / raw).toFixed(2)}`,
    );
  const passed = ratio <= gate;
  const reached = ratio <= goal ? 'reached' : 'not reached';
  console.log(
    `  gate ${gate.toFixed(1)}: ${passed ? 'passed' : 'FAILED'}   goal ${goal.toFixed(1)}: ${reached}`,
  );
  await shares(insert, { raw, v001, tests, runs, added: least.v001 - least.raw });
  return passed;
}

/** All parts in turn, beside the whole: a machine that is slower for a while is so for each of them. */
async function shares(insert, { raw, v001, tests, runs, added }) {
  const { table } = insert;
  const known = await namesIn(raw, table);
  const variants = [['whole', '', []]];
  for (const [part, question] of PARTS) {
    const away = (await v001.output(question(table, known, tests))).trim().split('\n').filter(Boolean);
    if (away.length > 0) variants.push([part, away.map((sql) => `${sql};`).join('\n'), []]);
  }
  for (let run = 0; run < runs; run++)
    for (const [, without, times] of variants) times.push(await seconds(v001, insert, tests, without));
  const [[, , whole], ...parts] = variants;
  for (const [part, , times] of parts) {
    const share = Math.min(...whole) - Math.min(...times);
    const percent = ((100 * share) / added).toFixed(0);
    console.log(
      `    ${part.padEnd(44)} ${share.toFixed(2).padStart(5)} s  ${percent.padStart(3)} % of what V001 adds`,
    );
  }
}

const middle = (...all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];

/** Constraints and indexes of the dump, as an array in SQL. */
async function namesIn(database, table) {
  const names =
    await database.output(`SELECT quote_literal(conname) FROM pg_constraint WHERE conrelid = '${table}'::regclass
    UNION SELECT quote_literal(relname) FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE indrelid = '${table}'::regclass;`);
  return `ARRAY[${names.trim().split('\n').join(', ')}]::name[]`;
}

/** What one insert costs. What it left behind in tables and indexes is cleared away for the next. */
async function seconds(database, { table, rows, sql }, tests, without) {
  const settings = Object.entries(tests.OF_TENANT_A).map(
    ([name, value]) => `set_config('${name}', '${value}', true)`,
  );
  const printed = await database.output(`
    BEGIN;
    ${without}
    SELECT ${settings.join(', ')} \\g /dev/null
    ${CPU} before \\gset
    SET LOCAL ROLE hims_app;
    ${sql(rows, tests)}
    RESET ROLE;
    ${CPU} after \\gset
    ROLLBACK;
    VACUUM ${table};
    TRUNCATE audit.audit_log_default;
    SELECT :after - :before;`);
  return Number(printed.trim()) / 100;
}
