/** What a party creates in a schema may be found by functions that run with their owner's rights. */
import { attempt, type Session, shown } from './attempt.js';
import type { Ground } from './ground.js';
import { OURS } from './relations.js';

export async function create(ground: Ground): Promise<void> {
  const schemas = await ground.database.query<{ name: string; owner: string }>(
    `SELECT quote_ident(n.nspname) AS name, pg_get_userbyid(n.nspowner) AS owner FROM pg_namespace n WHERE ${OURS} ORDER BY 1`,
  );
  for (const party of ground.parties) {
    const session: Session = { party, settings: ground.settings(), own: ground.names.a };
    const tries = schemas
      .filter(({ owner }) => owner !== party.session && owner !== party.name)
      .flatMap(({ name }) =>
        [
          `CREATE FUNCTION ${name}.baseline_verify_found(text) RETURNS text LANGUAGE sql AS 'SELECT $1'`,
          `CREATE TABLE ${name}.baseline_verify_found (id int)`,
        ].map((sql) => ({ name, sql })),
      );
    const outcomes = await attempt(ground.database, session, tries);
    tries.forEach(({ name, sql }, at) => {
      ground.findings.tried(name, 'create');
      if (outcomes[at]!.state === null)
        ground.findings.leak({
          relation: name,
          attack: 'create',
          name: party.name,
          statement: shown(session, sql),
          shows: 'is created',
        });
    });
  }
}
