/** Routines that let nothing through with a plain owner, and all with a superuser. */
import { expect, test } from 'vitest';
import { CLOSED, closed, names, openWard, TENANT_ID } from './ward.js';

const ward = openWard();

const definer = (head: string, body: string): string =>
  `CREATE ${head} SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$ ${body} $$;`;
const CODE_OF = definer(
  'FUNCTION ward.code_of(patient uuid) RETURNS text LANGUAGE sql STABLE',
  'SELECT mrn FROM ward.patients WHERE id = patient',
);

const PLANTS: readonly (readonly [what: string, plant: string, routine: string])[] = [
  ['a function that reads', CODE_OF, 'ward.code_of(uuid)'],
  [
    'a procedure that writes',
    definer(
      'PROCEDURE ward.rename(patient uuid, label text) LANGUAGE plpgsql',
      'BEGIN UPDATE ward.patients SET mrn = label WHERE id = patient; END',
    ),
    'ward.rename(uuid, text)',
  ],
  [
    'a function that only a view calls',
    `${definer('FUNCTION ward.codes() RETURNS SETOF text LANGUAGE sql STABLE', 'SELECT mrn FROM ward.patients')}
      CREATE VIEW ward.v_codes WITH (security_invoker = true) AS SELECT * FROM ward.codes();
      CREATE VIEW ward.v_all_codes WITH (security_invoker = true) AS SELECT * FROM ward.v_codes;
      GRANT SELECT ON ward.v_codes, ward.v_all_codes TO ward_app;`,
    'ward.codes()',
  ],
  [
    'a trigger that writes',
    `CREATE TABLE ward.counts (what text, n int, ${TENANT_ID}); ${closed('ward.counts')}
      ${definer(
        'FUNCTION ward.count_samples() RETURNS trigger LANGUAGE plpgsql',
        'BEGIN UPDATE ward.counts SET n = n + 1; RETURN NEW; END',
      )}
      CREATE TRIGGER count_samples AFTER UPDATE ON ward.tests FOR EACH STATEMENT EXECUTE FUNCTION ward.count_samples();`,
    'ward.count_samples()',
  ],
];

const ACTION = `CREATE TABLE ward.wings (id int PRIMARY KEY, ${TENANT_ID}); ${closed('ward.wings')}
  CREATE TABLE ward.wing_beds (id int PRIMARY KEY, wing int REFERENCES ward.wings ON DELETE CASCADE, ${TENANT_ID}); ${closed('ward.wing_beds')}
  CREATE TABLE ward.wing_counts (what text, n int, ${TENANT_ID}); ${closed('ward.wing_counts')}
  CREATE FUNCTION ward.count_beds() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$ BEGIN UPDATE ward.wing_counts SET n = n + 1; RETURN OLD; END $$;
  CREATE TRIGGER count_beds AFTER DELETE ON ward.wing_beds FOR EACH ROW EXECUTE FUNCTION ward.count_beds();`;

const RULE = `CREATE TABLE ward.shelves (id int PRIMARY KEY, label text, ${TENANT_ID}); ${closed('ward.shelves')}
  CREATE TABLE ward.labels (label text, ${TENANT_ID}); ${closed('ward.labels')}
  CREATE RULE relabel AS ON UPDATE TO ward.shelves DO ALSO UPDATE ward.labels SET label = NEW.label;`;

test('a rule that writes every row of a table is found', async () => {
  expect(names(await ward.verify(RULE))).toContain('ward.shelves superuser owner');
});

test('a rule is known where it is declared', async () => {
  const known = [{ relation: 'ward.shelves', attack: 'superuser owner', why: 'its rule runs as the owner' }];
  const found = await ward.verify(RULE, known);
  expect(names(found)).not.toContain('ward.shelves superuser owner');
  expect(found.unfounded).toEqual([]);
});

test('a trigger that the action of a foreign key fires is found', async () => {
  const found = await ward.verify(ACTION);
  expect(names(found)).toContain('ward.count_beds() superuser owner');
});

test('a trigger that the action of a foreign key fires is known where it is declared', async () => {
  const known = [{ relation: 'ward.count_beds()', attack: 'superuser owner', why: 'the action fires it' }];
  expect((await ward.verify(ACTION, known)).undeclared.map(({ relation }) => relation)).not.toContain(
    'ward.count_beds()',
  );
});

test.each(PLANTS)('%s is found', async (_what, plant, routine) => {
  const found = await ward.verify(plant);
  expect(names(found)).toContain(`${routine} superuser owner`);
  expect(found).toMatchObject({ isolated: false, unfounded: [], unfilled: [] });
});

test.each(PLANTS)('%s is known where it is declared', async (_what, plant, relation) => {
  const known = [{ relation, attack: 'superuser owner', why: 'it belongs to a superuser' }];
  expect(await ward.verify(plant, known)).toMatchObject(CLOSED);
});

test('a routine with the rights of its caller is no such thing', async () => {
  const invoker = CODE_OF.replace('SECURITY DEFINER ', '');
  expect(await ward.verify(invoker)).toMatchObject(CLOSED);
  const known = [{ relation: 'ward.code_of(uuid)', attack: 'superuser owner', why: 'it did once' }];
  expect(await ward.verify(invoker, known)).toMatchObject({ isolated: false, unfounded: known });
});
