/**
 * SELECT core.assert_tenant_isolation(), the last statement of a baseline: fails if tenants are not isolated.
 * https://www.postgresql.org/docs/current/ddl-rowsecurity.html
 */
import { key, placedName } from '../../catalog/object.js';
import { describe, type Kind } from '../base/kind.js';
import { selectedCall } from '../session/setting.js';

export const selfCheck: Kind<'selfCheck', 'SelectStmt'> = {
  name: 'selfCheck',
  label: 'self-check',
  family: 'none',
  headings: [],
  unique: false,
  nodes: ['SelectStmt'],
  read(statement) {
    const call = selectedCall(statement);
    if (!call?.name.startsWith('assert_') || call.args.length > 0) return undefined;
    const name = placedName(call.path, statement);
    return describe(this, statement, {
      name,
      section: 'Self-check',
      group: 'self-check',
      needs: [{ keys: [key('routine', name)] }],
    });
  },
  guard: ({ sql }) => ({ sql }),
  // It leaves nothing.
  drop: () => [],
  alter: 'again',
};
