/**
 * BEGIN, COMMIT around the dump: the runner opens its own transaction.
 * https://www.postgresql.org/docs/current/sql-begin.html
 */
import { describe, type Kind } from '../base/kind.js';

export const transaction: Kind<'transaction', 'TransactionStmt' | 'LockStmt'> = {
  name: 'transaction',
  label: 'transaction',
  family: 'none',
  headings: [],
  unique: false,
  leftOut: { as: 'session', why: 'the tool that runs the file opens the transaction' },
  nodes: ['TransactionStmt', 'LockStmt'],
  read(statement) {
    const name = { schema: undefined, name: statement.text.split(/\s+/)[0]! };
    return describe(this, statement, { name, section: 'Others', needs: [] });
  },
  guard: ({ sql }) => ({ sql }),
};
