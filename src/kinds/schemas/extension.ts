/**
 * CREATE EXTENSION citext              →  CREATE EXTENSION IF NOT EXISTS citext
 * CREATE PROCEDURAL LANGUAGE plpgsql   →  DO … IF NOT EXISTS (its row of pg_language), for it is an extension in disguise
 * https://www.postgresql.org/docs/current/sql-createextension.html
 */
import { quoteLiteral, strings } from '../../catalog/names.js';
import { key, type Need } from '../../catalog/object.js';
import { needKey } from '../../catalog/references.js';
import { keyword, tokens } from '../../source/tokens.js';
import { ifNotExists } from '../shared/edit.js';
import { describe, type Kind, unless } from '../shared/kind.js';

/** What the control files of well-known extensions require, where their names do not say it. */
const REQUIRED: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    earthdistance: ['cube'],
    pgrouting: ['postgis'],
    pgjwt: ['pgcrypto'],
    supabase_vault: ['pgsodium'],
    vectorscale: ['vector'],
  }),
);

/** `hstore_plpython3u` joins two extensions, `postgis_topology` extends one: the parts of its name that may be extensions. */
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
 * Extensions of PostgreSQL that the owner of a database may install.
 * https://www.postgresql.org/docs/current/contrib.html
 */
const TRUSTED = new Set(
  `btree_gin btree_gist citext cube dict_int fuzzystrmatch hstore intarray isn jsonb_plperl lo ltree pg_trgm pgcrypto plperl
  plpgsql pltcl seg tablefunc tcn tsm_system_rows tsm_system_time unaccent uuid-ossp`.split(/\s+/),
);

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
    // Without a schema of its own it goes into the first of the search_path.
    const [first] = into.length > 0 ? into : (statement.session.searchPath?.schemas ?? []);
    return describe(this, statement, {
      name,
      section: 'Extensions',
      // An extension that brings a language provides it.
      provides: [key('extension', name), key('language', name)],
      alsoNeeds: [...(first === undefined ? [] : [needKey('schema', first)]), ...requiredBy(extname)],
    });
  },
  missing: ({ name }) => unless('pg_extension', `extname = ${quoteLiteral(name.name)}`),
  guard: ({ sql, name }) =>
    isLanguage(sql)
      ? { sql, when: unless('pg_language', `lanname = ${quoteLiteral(name.name)}`) }
      : { sql: ifNotExists(sql, 'EXTENSION') },
  superuser: ({ name }) => !TRUSTED.has(name.name),
};
