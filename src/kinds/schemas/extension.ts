/**
 * CREATE EXTENSION citext              →  CREATE EXTENSION IF NOT EXISTS citext
 * CREATE PROCEDURAL LANGUAGE plpgsql   →  DO … IF NOT EXISTS (its row of pg_language): PostgreSQL creates an extension
 * https://www.postgresql.org/docs/current/sql-createextension.html
 */
import { nodeOf } from '../../grammar.js';
import { quoteIdentifier, quoteLiteral, strings } from '../../catalog/names.js';
import { key, type Need, type SchemaObject } from '../../catalog/object.js';
import { needKey } from '../../catalog/references.js';
import { keyword, tokens } from '../../source/tokens.js';
import { dropping, when } from '../base/dropped.js';
import { ifNotExists } from '../base/edit.js';
import { describe, type Kind, unless, where } from '../base/kind.js';

/** Requirements in control files of well-known extensions that their names do not show. */
const REQUIRED: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    earthdistance: ['cube'],
    pgrouting: ['postgis'],
    pgjwt: ['pgcrypto'],
    supabase_vault: ['pgsodium'],
    vectorscale: ['vector'],
  }),
);

/** Parts of a name that may be extensions: `hstore_plpython3u` joins two, `postgis_topology` extends one. */
function requiredBy(name: string): Need[] {
  const words = name.split('_');
  const parts = words.flatMap((_, at) =>
    at === 0 ? [] : [words.slice(0, at).join('_'), words.slice(at).join('_')],
  );
  // postgis_tiger_geocoder matches names by their sound.
  const tiger = name === 'postgis_tiger_geocoder' ? ['fuzzystrmatch'] : [];
  return [...parts, ...tiger, ...(REQUIRED.get(name) ?? [])].map((part) => needKey('extension', part));
}

/**
 * PostgreSQL's trusted extensions, which the owner of a database can install.
 * https://www.postgresql.org/docs/current/contrib.html
 */
const TRUSTED = new Set(
  `btree_gin btree_gist citext cube dict_int fuzzystrmatch hstore intarray isn jsonb_plperl lo ltree pg_trgm pgcrypto plperl
  plpgsql pltcl seg tablefunc tcn tsm_system_rows tsm_system_time unaccent uuid-ossp`.split(/\s+/),
);

/** SCHEMA or VERSION. */
function optionOf({ statement }: SchemaObject, name: 'schema' | 'new_version'): string | undefined {
  const { options = [] } = nodeOf(statement, 'CreateExtensionStmt');
  return options.flatMap((o) =>
    'DefElem' in o && o.DefElem.defname === name && o.DefElem.arg ? strings([o.DefElem.arg]) : [],
  )[0];
}

const isLanguage = (text: string): boolean =>
  tokens(text, 6).some((token) => keyword(text, token) === 'LANGUAGE');

export const extension: Kind<'extension', 'CreateExtensionStmt'> = {
  name: 'extension',
  label: 'extension',
  family: 'none',
  headings: ['PROCEDURAL LANGUAGE', 'EXTENSION'],
  unique: false,
  reliable: true,
  nodes: ['CreateExtensionStmt'],
  read(statement) {
    const { extname = '', options = [] } = statement.tree.node;
    const name = { schema: undefined, name: extname };
    const into = options.flatMap((o) =>
      'DefElem' in o && o.DefElem.defname === 'schema' && o.DefElem.arg ? strings([o.DefElem.arg]) : [],
    );
    // Without SCHEMA, PostgreSQL installs it in the first schema of the search_path.
    const [first] = into.length > 0 ? into : (statement.session.searchPath?.schemas ?? []);
    return describe(this, statement, {
      name,
      section: 'Extensions',
      // A language extension provides its language.
      provides: [key('extension', name), key('language', name)],
      alsoNeeds: [...(first === undefined ? [] : [needKey('schema', first)]), ...requiredBy(extname)],
    });
  },
  missing: ({ name }) => unless('pg_extension', `extname = ${quoteLiteral(name.name)}`),
  guard: ({ sql, name }) =>
    isLanguage(sql)
      ? { sql, when: unless('pg_language', `lanname = ${quoteLiteral(name.name)}`) }
      : { sql: ifNotExists(sql, 'EXTENSION') },
  drop: dropping('EXTENSION'),
  alter(before, after) {
    const alter = `ALTER EXTENSION ${after.identity}`;
    const here = `extname = ${quoteLiteral(after.name.name)}`;
    const [schema, version] = [optionOf(after, 'schema'), optionOf(after, 'new_version')];
    const moved = schema !== undefined && schema !== optionOf(before, 'schema');
    const updated = version !== undefined && version !== optionOf(before, 'new_version');
    const other = `extnamespace <> to_regnamespace(${quoteLiteral(quoteIdentifier(schema ?? ''))})`;
    return {
      steps: [
        ...(moved
          ? [when(where('pg_extension', here, other), `${alter} SET SCHEMA ${quoteIdentifier(schema)}`)]
          : []),
        ...(updated
          ? [
              when(
                where('pg_extension', here, `extversion <> ${quoteLiteral(version)}`),
                `${alter} UPDATE TO ${quoteLiteral(version)}`,
              ),
            ]
          : []),
      ],
    };
  },
  superuser: ({ name }) => !TRUSTED.has(name.name),
};
