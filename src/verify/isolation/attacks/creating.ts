/** Functions that run with their owner's rights may find what a principal creates in a schema. */
import { attempt, type Session, shown } from '../stage/attempt.js';
import type { AttackContext } from '../stage/attackContext.js';
import { OURS } from '../stage/relations.js';

export async function create(context: AttackContext): Promise<void> {
  const schemas = await context.database.query<{ name: string; owner: string }>(
    `SELECT quote_ident(n.nspname) AS name, pg_get_userbyid(n.nspowner) AS owner FROM pg_namespace n WHERE ${OURS} ORDER BY 1`,
  );
  for (const principal of context.principals) {
    const session: Session = { principal, settings: context.settings(), own: context.names.a };
    const tries = schemas
      .filter(({ owner }) => owner !== principal.session && owner !== principal.name)
      .flatMap(({ name }) =>
        [
          `CREATE FUNCTION ${name}.baseline_verify_found(text) RETURNS text LANGUAGE sql AS 'SELECT $1'`,
          `CREATE TABLE ${name}.baseline_verify_found (id int)`,
        ].map((sql) => ({ name, sql })),
      );
    const outcomes = await attempt(context.database, session, tries);
    tries.forEach(({ name, sql }, at) => {
      context.findings.tried(name, 'create');
      if (outcomes[at]!.state === null)
        context.findings.leak({
          relation: name,
          attack: 'create',
          name: principal.name,
          statement: shown(session, sql),
          shows: 'is created',
        });
    });
  }
}
