/** What to read from the catalogs of relations and their parts. */
import { type CatalogTable, identity, user, words } from './table.js';

/** Toast tables are named by oid, and come and go with the columns. */
const NOT_TOAST = `NOT EXISTS (SELECT FROM pg_class r WHERE r.relnamespace = 'pg_toast'::regnamespace AND r.oid = `;

/** An index that a constraint owns is compared with the constraint. */
const OF_CONSTRAINT = (index: string): string =>
  `EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = ${index} AND k.contype IN ('p', 'u', 'x'))`;

const OF_PARTITION = `EXISTS (SELECT FROM pg_class r WHERE r.oid = t.conrelid AND r.relispartition)`;

const INDEX_PARTS = (index: string): string =>
  `(SELECT jsonb_agg(jsonb_build_array(a.attnum, a.attstattarget) ORDER BY a.attnum) FROM pg_attribute a
    WHERE a.attrelid = ${index} AND a.attstattarget >= 0)`;

/**
 * The options of ALTER TABLE … ALTER COLUMN … SET; some servers keep notes of their own among them. Options of an
 * index are in its definition. https://www.postgresql.org/docs/current/sql-altertable.html
 */
const COLUMN_OPTIONS = `(SELECT jsonb_agg(o ORDER BY o) FROM unnest(t.attoptions) o WHERE o ~ '^n_distinct(_inherited)?=')`;

/** The properties of an index that pg_get_indexdef omits. */
const INDEX_STATE = (index: string): string =>
  `(SELECT jsonb_build_array(x.indisclustered, x.indisreplident, x.indisvalid, r.reloptions, ${INDEX_PARTS(index)})
    FROM pg_index x JOIN pg_class r ON r.oid = x.indexrelid WHERE x.indexrelid = ${index})`;

/** The table whose column owns a sequence. */
const OWNER_OF = (sequence: string): string =>
  `(SELECT d.refobjid FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = ${sequence} AND d.deptype IN ('a', 'i')
    AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0)`;

export const RELATION_TABLES: Readonly<Record<string, CatalogTable>> = {
  pg_attrdef: {
    of: 't.adrelid',
    skip: words('adbin adnum'),
    read: { expression: 'pg_get_expr(t.adbin, t.adrelid)' },
  },
  pg_attribute: {
    object: ['pg_class', 't.attrelid', 't.attnum'],
    member: [`'pg_class'::regclass`, 't.attrelid'],
    of: 't.attrelid',
    where: `${user('attrelid')} AND t.attnum > 0 AND NOT t.attisdropped AND EXISTS (SELECT FROM pg_class r
      WHERE r.oid = t.attrelid AND r.relkind NOT IN ('i', 'I', 't', 'S'))`,
    // PostgreSQL ignores array dimensions; a default and NOT NULL are objects of their own.
    skip: words(`attrelid attname attcacheoff atthasmissing attmissingval attndims attstorage attcompression attlen attbyval
      attalign atthasdef attisdropped attnum attoptions`),
    read: {
      position: 't.attnum',
      storage: `t.attstorage::text || t.attcompression::text`,
      options: COLUMN_OPTIONS,
    },
    acl: ['attacl', `'{}'::aclitem[]`],
  },
  pg_class: {
    of: `coalesce((SELECT x.indrelid FROM pg_index x WHERE x.indexrelid = t.oid), ${OWNER_OF('t.oid')})`,
    where: `${user('oid')} AND t.relnamespace <> 'pg_toast'::regnamespace AND NOT ${OF_CONSTRAINT('t.oid')}`,
    skip: words(`relfilenode relpages reltuples relallvisible relallfrozen reltoastrelid relrewrite relfrozenxid relminmxid
      relhasindex relhasrules relhastriggers relhassubclass relpartbound relnatts relchecks reltype`),
    read: {
      bound: 'pg_get_expr(t.relpartbound, t.oid)',
      index: `CASE WHEN t.relkind IN ('i', 'I') THEN pg_get_indexdef(t.oid) END`,
      state: `CASE WHEN t.relkind IN ('i', 'I') THEN ${INDEX_STATE('t.oid')} END`,
    },
    acl: [
      'relacl',
      `acldefault(CASE t.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", CASE WHEN t.relkind IN ('i', 'I', 'c') THEN NULL ELSE t.relowner END)`,
    ],
  },
  // PostgreSQL picks any matching index for a foreign key; a detached partition's constraints become local.
  pg_constraint: {
    of: `nullif(t.conrelid, 0)`,
    skip: words(
      `conbin conindid conislocal conkey confkey conpfeqop conppeqop conffeqop conexclop confdelsetcols`,
    ),
    read: {
      definition: 'pg_get_constraintdef(t.oid)',
      index: `CASE WHEN t.contype IN ('p', 'u', 'x') THEN pg_get_indexdef(t.conindid) END`,
      state: `CASE WHEN t.contype IN ('p', 'u', 'x') THEN ${INDEX_STATE('t.conindid')} END`,
      local: `t.conislocal OR ${OF_PARTITION}`,
    },
  },
  pg_foreign_table: {
    named: [`'foreign table of'`, identity('pg_class', 't.ftrelid')],
    of: 't.ftrelid',
    skip: ['ftrelid'],
  },
  pg_inherits: {
    named: [
      `'inheritance'`,
      `${identity('pg_class', 't.inhrelid')} || ' of ' || ${identity('pg_class', 't.inhparent')}`,
    ],
    of: 't.inhrelid',
    where: `${user('inhrelid')} AND ${NOT_TOAST} t.inhrelid)`,
    skip: words('inhrelid inhparent'),
  },
  pg_partitioned_table: {
    named: [`'partition key of'`, identity('pg_class', 't.partrelid')],
    of: 't.partrelid',
    skip: words('partrelid partexprs partattrs'),
    read: { partition_key: 'pg_get_partkeydef(t.partrelid)' },
  },
  pg_policy: {
    of: 't.polrelid',
    skip: ['polqual', 'polwithcheck'],
    read: { using: 'pg_get_expr(t.polqual, t.polrelid)', check: 'pg_get_expr(t.polwithcheck, t.polrelid)' },
  },
  pg_rewrite: {
    of: 't.ev_class',
    skip: ['ev_qual', 'ev_action'],
    read: { definition: 'pg_get_ruledef(t.oid)' },
  },
  pg_sequence: {
    member: [`'pg_class'::regclass`, 't.seqrelid'],
    named: [`'numbers of'`, identity('pg_class', 't.seqrelid')],
    of: OWNER_OF('t.seqrelid'),
    skip: ['seqrelid'],
  },
  pg_statistic_ext: {
    of: 't.stxrelid',
    skip: ['stxexprs', 'stxkeys'],
    read: { definition: 'pg_get_statisticsobjdef(t.oid)' },
  },
  // Internal triggers for referential integrity are named by oid; pg_constraint has their constraints.
  pg_trigger: {
    of: 't.tgrelid',
    where: `${user('oid')} AND NOT t.tgisinternal`,
    skip: words('tgqual tgattr'),
    read: { definition: 'pg_get_triggerdef(t.oid)' },
  },
};
