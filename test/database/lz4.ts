/**
 * Neither the embedded PostgreSQL 18 nor PGlite is built with lz4. The other method is not the default either, so that
 * a column that lost its setting is still seen.
 */
export const withoutLz4 = (script: string): string =>
  script.replace(/\bCOMPRESSION lz4\b/g, 'COMPRESSION pglz');
