/** What stands in the way of whoever tries everything: it must not fail by it, nor go on for ever, nor miss a hole beside it. */
import { describe, expect, test } from 'vitest';
import { closed, CLOSED, names, openWard, TENANT_ID } from './ward.js';

const ward = openWard();

const HOLE = 'DROP POLICY baseline_tenant_isolation ON ward.samples;';
const LEAKS = ['ward.samples read', 'ward.samples write'];

const NO_CHANGES = `
  CREATE FUNCTION ward.refuse_changes() RETURNS event_trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'no changes'; END $$;
  CREATE EVENT TRIGGER refuse_changes ON ddl_command_start EXECUTE FUNCTION ward.refuse_changes();`;

const PUBLISHED = `CREATE TABLE ward.notes (line text, ${TENANT_ID}); ${closed('ward.notes')}
  CREATE PUBLICATION everything FOR ALL TABLES;`;

/** In a replica too, so that it would write a second row for every one that is made. */
const COPIED = `
  CREATE TABLE ward.copies (id uuid PRIMARY KEY, ${TENANT_ID}); ${closed('ward.copies')}
  CREATE RULE copy AS ON INSERT TO ward.samples DO ALSO INSERT INTO ward.copies (id, tenant_id) VALUES (new.id, new.tenant_id);
  ALTER TABLE ward.samples ENABLE ALWAYS RULE copy;`;

/** Of one type, and filled with the same: each row is within itself, and the recursion has no end. */
const rounds = (what: string): string => `
  CREATE TABLE ward.units (id uuid PRIMARY KEY, within uuid NOT NULL, ${TENANT_ID}); ${closed('ward.units')}
  CREATE VIEW ward.v_within WITH (security_invoker = true) AS
    WITH RECURSIVE up AS (
      SELECT id, within FROM ward.units UNION ALL SELECT up.id, u.within FROM up JOIN ward.units u ON u.id = up.within
    ) SELECT ${what} FROM up;
  GRANT SELECT ON ward.v_within TO ward_app;`;

const SURROUNDINGS: readonly (readonly [what: string, plant: string])[] = [
  ['an event trigger that refuses every change', NO_CHANGES],
  ['a publication of all tables, one without a key among them', PUBLISHED],
  ['a rule that writes another table, in a replica too', COPIED],
  ['a view that has no end', rounds('*')],
  ['a view that counts what has no end', rounds('count(*)')],
];

describe.each(SURROUNDINGS)('%s', (_what, plant) => {
  test('does not stop the attacks', async () => {
    expect(await ward.verify(plant)).toMatchObject(CLOSED);
  });

  test('hides no hole', async () => {
    const result = await ward.verify(HOLE + plant);
    expect(names(result)).toEqual(LEAKS);
    expect(result).toMatchObject({ unfilled: [], unclear: [] });
  });
});

describe('these stand in the way', () => {
  test('the event trigger', async () => {
    await ward.plant(NO_CHANGES);
    await expect(ward.run('CREATE TABLE ward.more ()')).rejects.toThrow('no changes');
  });

  test('the publication', async () => {
    await ward.plant(PUBLISHED);
    await expect(ward.run('DELETE FROM ward.notes')).rejects.toThrow('replica identity');
  });

  test('a view that has no end leaks where it shows its owner’s', async () => {
    const result = await ward.verify(`${rounds('*')} ALTER VIEW ward.v_within RESET (security_invoker);`);
    expect(names(result)).toEqual(['ward.v_within read']);
  });
});
