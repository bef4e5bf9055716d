/**
 * CREATE SERVER x …  →  CREATE SERVER IF NOT EXISTS x …
 * https://www.postgresql.org/docs/current/sql-createserver.html
 */
import { quoteLiteral } from '../../catalog/names.js';
import { key } from '../../catalog/object.js';
import { needKey } from '../../catalog/references.js';
import { nodeOf } from '../../grammar.js';
import { dropping } from '../base/dropped.js';
import { ifNotExists } from '../base/edit.js';
import { describe, type Kind, unless, where } from '../base/kind.js';
import { optionsIn, optionSteps } from './options.js';

export const server: Kind<'server', 'CreateForeignServerStmt'> = {
  name: 'server',
  label: 'server',
  family: 'none',
  headings: ['SERVER'],
  unique: false,
  noun: 'SERVER',
  usage: 'FOREIGN SERVER',
  administrator: 'before',
  credentials: true,
  nodes: ['CreateForeignServerStmt'],
  read(statement) {
    const { servername = '', fdwname = '' } = statement.tree.node;
    const name = { schema: undefined, name: servername };
    return describe(this, statement, {
      name,
      section: 'Types',
      provides: [key('server', name)],
      alsoNeeds: [needKey('wrapper', fdwname)],
    });
  },
  missing: ({ name }) => unless('pg_foreign_server', `srvname = ${quoteLiteral(name.name)}`),
  guard: ({ sql }) => ({ sql: ifNotExists(sql, 'SERVER') }),
  drop: dropping('SERVER'),
  isDefined({ name, statement }) {
    const { fdwname = '', servertype } = nodeOf(statement, 'CreateForeignServerStmt');
    return where(
      'pg_foreign_server',
      `srvname = ${quoteLiteral(name.name)}`,
      `srvfdw = (SELECT oid FROM pg_catalog.pg_foreign_data_wrapper WHERE fdwname = ${quoteLiteral(fdwname)})`,
      `coalesce(srvtype, '') = ${quoteLiteral(servertype ?? '')}`,
    );
  },
  alter(before, after) {
    const [old, now] = [before, after].map(({ statement }) => nodeOf(statement, 'CreateForeignServerStmt'));
    if (old!.fdwname !== now!.fdwname || old!.servertype !== now!.servertype) return undefined;
    const alter = `ALTER SERVER ${after.identity}`;
    const version = now!.version === undefined ? 'NULL' : quoteLiteral(now!.version);
    const row = where('pg_foreign_server', `srvname = ${quoteLiteral(after.name.name)}`);
    const options = { before: optionsIn(old!.options), after: optionsIn(now!.options) };
    return {
      steps: [
        ...(old!.version === now!.version ? [] : [{ sql: `${alter} VERSION ${version}` }]),
        ...optionSteps(alter, row, 'srvoptions', options),
      ],
    };
  },
};
