/**
 * SELECT pg_catalog.setval('core.visit_no_seq', 42, true): the position of a sequence is data.
 * https://www.postgresql.org/docs/current/functions-sequence.html
 */
import { describe, type Kind } from '../base/kind.js';
import { selectedCall } from '../session/setting.js';

export const sequenceValue: Kind<'sequenceValue', 'SelectStmt'> = {
  name: 'sequenceValue',
  label: 'value of sequence',
  family: 'none',
  headings: ['SEQUENCE SET'],
  unique: false,
  leftOut: { as: 'data', why: 'table data: the position of a sequence' },
  nodes: ['SelectStmt'],
  read(statement) {
    const call = selectedCall(statement);
    if (call?.name !== 'setval') return undefined;
    return describe(this, statement, {
      name: { schema: undefined, name: call.args[0] ?? '' },
      section: 'Others',
      needs: [],
    });
  },
  guard: ({ sql }) => ({ sql }),
};
