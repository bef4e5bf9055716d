/**
 * \restrict, \connect, \.: lines for psql, which no migration runner understands.
 * https://www.postgresql.org/docs/current/app-psql.html
 */
import { describe, type Kind } from '../shared/kind.js';

export const psqlLine: Kind<'psqlLine', never> = {
  name: 'psqlLine',
  label: 'psql line',
  family: 'none',
  headings: 'any',
  unique: false,
  leftOut: { as: 'session', why: 'a psql command, not SQL' },
  nodes: [],
  read(statement) {
    if (statement.raw.kind !== 'psql') return undefined;
    // Without what follows: the key of \restrict is new in every dump.
    const name = { schema: undefined, name: statement.text.split(/\s+/)[0]! };
    return {
      ...describe(this, statement, { name, section: 'Others', needs: [] }),
      id: `psql line ${name.name}`,
    };
  },
  guard: ({ sql }) => ({ sql }),
};
