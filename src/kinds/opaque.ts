/** Statements of no other kind: they stay unchanged at the end, with a warning. */
import { masked } from '../secrets.js';
import { describe, type Kind } from './base/kind.js';

export const opaque: Kind<'opaque', never> = {
  name: 'opaque',
  label: 'statement',
  family: 'none',
  headings: [],
  unique: false,
  nodes: [],
  read(statement) {
    const what = masked(statement.text).replace(/\s+/g, ' ').slice(0, 60);
    // Without known dependencies, only the position in the dump gives an order.
    const object = describe(this, statement, {
      name: { schema: undefined, name: '' },
      section: 'Others',
      order: String(statement.raw.index).padStart(8, '0'),
    });
    return { ...object, id: `statement: ${what}` };
  },
  guard: ({ sql }) => ({ sql }),
};
