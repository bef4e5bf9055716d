/**
 * What a terminal put around the dump: warnings of pg_dump or docker above it, a prompt below it. It is told by its place
 * and by PostgreSQL's grammar, which refuses it (see parse/noise.ts).
 */
import { describe, type Kind } from './kind.js';

export const noise: Kind = {
  name: 'noise',
  label: 'noise',
  nodes: [],
  read: (statement) =>
    describe(noise, statement, { name: { schema: undefined, name: '' }, section: 'Others', needs: [] }),
  guard: ({ sql }) => ({ sql }),
};
