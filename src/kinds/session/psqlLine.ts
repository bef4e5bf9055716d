/**
 * \restrict, \connect, \.: psql commands, which no migration runner supports.
 * https://www.postgresql.org/docs/current/app-psql.html
 */
import { describe, type Kind } from '../base/kind.js';

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
    // Only the command's name: the key of \restrict is new in each dump.
    const name = { schema: undefined, name: statement.text.split(/\s+/)[0]! };
    return {
      ...describe(this, statement, { name, section: 'Others', needs: [] }),
      id: `psql line ${name.name}`,
    };
  },
  guard: ({ sql }) => ({ sql }),
};
