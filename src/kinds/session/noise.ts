/**
 * Messages that programs printed into the dump: warnings of pg_dump or docker, a prompt, command tags. Recognized by
 * their form (source/messages.ts), or by their position and a syntax error (parse/noise.ts).
 */
import type { Statement } from '../../catalog/statement.js';
import { masked } from '../../secrets.js';
import { describe, type Kind } from '../base/kind.js';

/** Secrets in a command line: `PGPASSWORD=x pg_dump`, `postgres://hims:x@db/hims`. */
export const SECRET = /\b(PGPASSWORD=|password[=:] ?|\w+:\/\/[^\s:@/]+:)[^\s@'"]+/gi;

/** True for the unfinished statement at the end of an incomplete dump, where that is allowed. */
export const isFragment = ({ raw }: Statement): boolean => raw.kind === 'fragment';

export const noise: Kind<'noise', never> = {
  name: 'noise',
  label: 'noise',
  family: 'none',
  headings: [],
  unique: false,
  leftOut: { as: 'session', why: 'not SQL: a program or terminal printed it' },
  nodes: [],
  read(statement) {
    // A secret may be cut off with the statement, so it is masked before the text is shortened.
    const line = masked(statement.text).replace(/\s+/g, ' ').replace(SECRET, '$1…').slice(0, 80);
    const object = describe(noise, statement, {
      name: { schema: undefined, name: '' },
      section: 'Others',
      needs: [],
    });
    return { ...object, id: `${isFragment(statement) ? 'unfinished statement' : 'noise'}: ${line}` };
  },
  guard: ({ sql }) => ({ sql }),
};
