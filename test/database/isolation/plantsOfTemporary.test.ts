/** Routines that run with their owner's rights, and find what the session made under a name that they look up. */
import { describe, expect, test } from 'vitest';
import { CLOSED, names, openWard } from './ward.js';

const ward = openWard();

const READS = `BEGIN RETURN (now()::date)::pg_catalog.text; END`;
const COUNTS = 'BEGIN RETURN (SELECT count(*) FROM countries); END';
const definer = (settings: string, body = READS): string =>
  `CREATE FUNCTION ward.today() RETURNS text LANGUAGE plpgsql SECURITY DEFINER ${settings} AS $$ ${body} $$;`;
/** Shown by a statement, and not from the catalog alone. */
const RUNS = 'runs code of the session as baseline_verify_owner, through a temporary object';
const TODAY = 'ward.today() temporary object';

/** Deleting or changing a patient changes stays; nobody may write them. */
const stays = (action: string): string => `
  CREATE TABLE ward.stays (patient uuid REFERENCES ward.patients ${action});
  INSERT INTO ward.tenants VALUES ('aaaaaaaa-0000-4000-8000-000000000099', 'A');
  CREATE FUNCTION ward.on_stay() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE at date; BEGIN at := now(); RETURN coalesce(NEW, OLD); END $$;`;
const ON_STAY = 'ward.on_stay() temporary object';

const OPEN: readonly (readonly [what: string, plant: string, leaks: readonly string[]])[] = [
  ['no path', definer(''), [TODAY]],
  ['a path without pg_temp', definer('SET search_path = ward'), [TODAY]],
  ['an empty path', definer(`SET search_path = ''`), [TODAY]],
  ['pg_temp before the last schema', definer('SET search_path = pg_temp, ward', COUNTS), [TODAY]],
  [
    'pg_temp in the middle and at the end',
    definer('SET search_path = pg_temp, ward, pg_temp', COUNTS),
    [TODAY],
  ],
  ['pg_temp in the name of a schema only', definer(`SET search_path = 'ward, pg_temp'`), [TODAY]],
  ['a table that is looked up', definer('SET search_path = ward', COUNTS), [TODAY]],
  [
    'a table that is written',
    definer('SET search_path = ward', 'BEGIN UPDATE countries SET name = name; RETURN 1; END'),
    [TODAY],
  ],
  [
    'a type of the schema that is looked up',
    definer('SET search_path = ward', `DECLARE one state; BEGIN one := 'admitted'; RETURN one; END`),
    [TODAY],
  ],
  [
    'a temporary function, which has to be named as one',
    definer('SET search_path = ward, pg_temp', 'BEGIN RETURN pg_temp.current_tenant_id(); END'),
    [TODAY],
  ],
  [
    'a temporary operator, which has to be named as one',
    definer('SET search_path = ward, pg_temp', 'BEGIN RETURN 1 OPERATOR(pg_temp.=) 1; END'),
    [TODAY],
  ],
  [
    'a function in SQL',
    `CREATE FUNCTION ward.today() RETURNS text LANGUAGE sql SECURITY DEFINER AS $$ SELECT 'x'::text $$;`,
    [TODAY],
  ],
  [
    'a function that a closed one calls, with a path of its own',
    `${definer('SET search_path = ward, pg_temp', 'BEGIN RETURN ward.day(); END')}
      CREATE FUNCTION ward.day() RETURNS text LANGUAGE plpgsql SET search_path = ward AS $$ ${READS} $$;`,
    ['ward.day() temporary object'],
  ],
  [
    'a trigger that fires when the application writes',
    `CREATE FUNCTION ward.stamp() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ DECLARE at date; BEGIN at := now(); RETURN NEW; END $$;
      CREATE TRIGGER stamp BEFORE INSERT ON ward.tests FOR EACH ROW EXECUTE FUNCTION ward.stamp();`,
    ['ward.stamp() temporary object'],
  ],
  [
    'a trigger that a cascade fires',
    `${stays('ON DELETE CASCADE')} CREATE TRIGGER on_stay BEFORE DELETE ON ward.stays FOR EACH ROW EXECUTE FUNCTION ward.on_stay();`,
    [ON_STAY],
  ],
  [
    'a trigger that SET NULL fires',
    `${stays('ON DELETE SET NULL')} CREATE TRIGGER on_stay AFTER UPDATE ON ward.stays FOR EACH ROW EXECUTE FUNCTION ward.on_stay();`,
    [ON_STAY],
  ],
  [
    'a trigger that ON UPDATE CASCADE fires',
    `${stays('ON UPDATE CASCADE')} CREATE TRIGGER on_stay BEFORE UPDATE ON ward.stays FOR EACH ROW EXECUTE FUNCTION ward.on_stay();`,
    [ON_STAY],
  ],
  [
    'a function in a policy',
    `${definer('')} REVOKE EXECUTE ON FUNCTION ward.today() FROM PUBLIC; GRANT EXECUTE ON FUNCTION ward.today() TO ward_app;
      CREATE POLICY day ON ward.tests USING (ward.today() IS NOT NULL);`,
    [TODAY],
  ],
];

describe('is found', () => {
  test.each(OPEN)('%s', async (_what, plant, leaks) => {
    const found = await ward.verify(plant);
    expect(names(found)).toEqual(leaks);
    expect(found.undeclared.map(({ shows }) => shows)).toEqual(leaks.map(() => RUNS));
  });

  test('where nothing is looked up, so far', async () => {
    const found = await ward.verify(definer('', 'BEGIN RETURN 1; END'));
    expect(names(found)).toEqual([TODAY]);
    expect(found.undeclared[0]?.statement).toBe('ALTER ROUTINE ward.today() SET search_path = …, pg_temp');
  });

  test('with the statement that reached it', async () => {
    const { undeclared } = await ward.verify(definer(''));
    expect(undeclared[0]).toMatchObject({
      statement: expect.stringContaining('SELECT ward.today()'),
      shows: RUNS,
    });
  });
});

const SHUT: readonly (readonly [what: string, plant: string])[] = [
  ['pg_temp at the end', definer('SET search_path = ward, pg_temp')],
  ['pg_temp alone', definer('SET search_path = pg_temp')],
  ['pg_temp in quotes', definer(`SET search_path = "ward", "pg_temp"`)],
  [
    'a body that was read when the function was made',
    `CREATE FUNCTION ward.today() RETURNS text LANGUAGE sql SECURITY DEFINER BEGIN ATOMIC SELECT now()::date::text; END;`,
  ],
  [
    'a function that nobody of the application may call',
    `${definer('')} REVOKE EXECUTE ON FUNCTION ward.today() FROM PUBLIC;`,
  ],
  ['a function with the rights of its caller', definer('').replace('SECURITY DEFINER', '')],
  [
    'a function that a closed one calls, on its path',
    `${definer('SET search_path = ward, pg_temp', 'BEGIN RETURN ward.day(); END')}
      CREATE FUNCTION ward.day() RETURNS text LANGUAGE plpgsql AS $$ ${READS} $$;`,
  ],
  [
    'a trigger of a table that no action changes',
    `${stays('')} CREATE TRIGGER on_stay BEFORE UPDATE OR DELETE ON ward.stays FOR EACH ROW EXECUTE FUNCTION ward.on_stay();`,
  ],
  [
    'a trigger for another event than the action’s',
    `${stays('ON DELETE CASCADE')} CREATE TRIGGER on_stay BEFORE INSERT OR UPDATE ON ward.stays FOR EACH ROW EXECUTE FUNCTION ward.on_stay();`,
  ],
];

test.each(SHUT)('nothing is found with %s', async (_what, plant) => {
  expect(await ward.verify(plant)).toMatchObject(CLOSED);
});

test('nothing is found where nobody may make temporary objects', async () => {
  const revoked = `DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$;`;
  const given = `DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database()); END $$;`;
  const found = await ward.verify(definer('') + revoked);
  await ward.run(given);
  expect(found).toMatchObject(CLOSED);
});

test('what is declared is known as long as the path is open', async () => {
  const known = [{ relation: 'ward.today()', attack: 'temporary object', why: 'no path' }];
  expect(await ward.verify(definer(''), known)).toMatchObject({ isolated: true, undeclared: [] });
  expect(await ward.verify(definer('SET search_path = ward, pg_temp'), known)).toMatchObject({
    isolated: false,
    unfounded: known,
  });
});

test('what only others call may be declared', async () => {
  const known = [{ relation: 'ward.days(uuid,text)', attack: 'temporary object', why: 'the owner calls it' }];
  const uncalled = `CREATE FUNCTION ward.days(a uuid, b text) RETURNS text LANGUAGE plpgsql AS $$ ${READS} $$;
    REVOKE EXECUTE ON FUNCTION ward.days(uuid, text) FROM PUBLIC;`;
  expect(await ward.verify(uncalled)).toMatchObject(CLOSED);
  expect(await ward.verify(uncalled, known)).toMatchObject(CLOSED);
});
