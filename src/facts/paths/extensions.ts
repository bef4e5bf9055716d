/**
 * Functions often called in SQL bodies, and the extensions that provide them: a dump contains neither their definitions
 * nor, in a body, their schema. A type has its extension's name. https://www.postgresql.org/docs/current/contrib.html
 */
const FUNCTIONS: readonly (readonly [extension: string, names: RegExp])[] = [
  ['unaccent', /^unaccent/],
  [
    'pgcrypto',
    /^(?:digest|hmac|crypt|gen_salt|gen_random_bytes|(?:en|de)crypt(?:_iv)?|(?:de)?armor|pgp_\w+)$/,
  ],
  ['uuid-ossp', /^uuid_(?:generate|ns|nil)/],
  ['pg_trgm', /^(?:similarity|(?:strict_)?word_similarity|show_trgm)$/],
  ['fuzzystrmatch', /^(?:levenshtein|soundex|difference|d?metaphone|daitch_mokotoff)/],
  ['hstore', /^(?:hstore|akeys|avals|skeys|svals|slice|exist|defined|populate_record)/],
  ['ltree', /^(?:ltree|lca|nlevel|sub(?:path|ltree)|text2ltree|ltree2text)/],
  ['intarray', /^(?:icount|idx|sort|subarray|uniq)/],
  ['cube', /^cube/],
  ['earthdistance', /^(?:earth|ll_to_earth|latitude|longitude|sec_to_gc|gc_to_sec)/],
  ['postgis', /^(?:st_|postgis_|geometry|geography|box[23]d)/],
  ['vector', /^(?:vector|l[12]_|cosine_|inner_product|halfvec|sparsevec)/],
];

/** The extension that provides a function or type of this name; the name itself where that is unknown. */
export const extensionOf = (name: string): string =>
  FUNCTIONS.find(([, names]) => names.test(name))?.[0] ?? name;
