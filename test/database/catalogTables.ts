/**
 * What to read of each system catalog: everything, but for what is named here. A column that a later version adds is
 * therefore compared without a change here, and a catalog that it adds is an error until it is listed.
 */

export interface CatalogTable {
  /** What identifies a row; by default what pg_identify_object says of its oid. */
  readonly key?: string;
  /** Which rows; by default those with an oid that initdb did not give. */
  readonly where?: string;
  /** Columns that are storage, statistics or hints, or stand in `key` or `read`. */
  readonly skip?: readonly string[];
  /** Trees, which PostgreSQL can print as SQL. */
  readonly read?: Readonly<Record<string, string>>;
}

/** The first oid of an object that was not there in template0. */
export const FIRST_OID = 16384;

const user = (column: string): string => `t.${column}::oid >= ${FIRST_OID}`;
const relation = (column: string): string =>
  `(pg_identify_object('pg_class'::regclass, t.${column}, 0)).identity`;
const ofType = (column: string): string =>
  `(pg_identify_object('pg_type'::regclass, t.${column}, 0)).identity`;
/** Toast tables are named by oid, and come and go with the columns. */
const NOT_TOAST = `NOT EXISTS (SELECT FROM pg_class r WHERE r.relnamespace = 'pg_toast'::regnamespace AND r.oid = `;

const IS_INDEX = `EXISTS (SELECT FROM pg_index x WHERE x.indexrelid = t.attrelid)`;
const OF_PARTITION = `EXISTS (SELECT FROM pg_class r WHERE r.oid = t.conrelid AND r.relispartition)`;

export const CATALOG_TABLES: Readonly<Record<string, CatalogTable>> = {
  pg_aggregate: { key: `t.aggfnoid::regprocedure::text`, where: user('aggfnoid') },
  pg_am: {},
  pg_amop: {},
  pg_amproc: {},
  pg_attrdef: { skip: ['adbin'], read: { expression: 'pg_get_expr(t.adbin, t.adrelid)' } },
  pg_attribute: {
    key: `${relation('attrelid')} || '.' || quote_ident(t.attname)`,
    where: `${user('attrelid')} AND t.attnum > 0 AND NOT t.attisdropped AND ${NOT_TOAST} t.attrelid)`,
    // Dimensions mean nothing to PostgreSQL; storage and compression of an index follow the table's when they are set.
    skip: 'attcacheoff atthasmissing attmissingval attndims attstorage attcompression'.split(' '),
    read: {
      storage: `CASE WHEN ${IS_INDEX} THEN NULL ELSE t.attstorage::text || t.attcompression::text END`,
    },
  },
  pg_cast: {},
  pg_class: {
    where: `${user('oid')} AND t.relnamespace <> 'pg_toast'::regnamespace`,
    skip: `relfilenode relpages reltuples relallvisible relallfrozen reltoastrelid relrewrite relfrozenxid relminmxid
      relhasindex relhasrules relhastriggers relhassubclass relpartbound`.split(/\s+/),
    read: { bound: 'pg_get_expr(t.relpartbound, t.oid)' },
  },
  pg_collation: {},
  // Which of several indexes a foreign key leans on is chance; a partition's constraints become local when it is detached.
  pg_constraint: {
    skip: ['conbin', 'conindid', 'conislocal'],
    read: {
      definition: 'pg_get_constraintdef(t.oid)',
      index: `CASE WHEN t.contype <> 'f' THEN ${relation('conindid')} END`,
      local: `t.conislocal OR ${OF_PARTITION}`,
    },
  },
  pg_conversion: {},
  pg_default_acl: {},
  // Most dependencies follow from the objects themselves; whom a sequence belongs to and DEPENDS ON EXTENSION do not.
  pg_depend: {
    key: `(pg_identify_object(t.classid, t.objid, t.objsubid)).identity || ' on ' ||
      (pg_identify_object(t.refclassid, t.refobjid, t.refobjsubid)).identity`,
    where: `${user('objid')} AND (t.deptype = 'x' OR t.deptype IN ('a', 'i') AND t.classid = 'pg_class'::regclass
      AND t.refclassid = 'pg_class'::regclass AND EXISTS (SELECT FROM pg_class s WHERE s.oid = t.objid AND s.relkind = 'S'))`,
    skip: ['classid', 'objid', 'refclassid', 'refobjid'],
  },
  pg_description: {
    key: `(pg_identify_object(t.classoid, t.objoid, t.objsubid)).identity`,
    where: `t.classoid <> 'pg_largeobject'::regclass AND (${user('objoid')}
      OR t.classoid IN ('pg_namespace'::regclass, 'pg_extension'::regclass, 'pg_language'::regclass))`,
    skip: ['objoid', 'classoid'],
  },
  pg_enum: { key: `${ofType('enumtypid')} || '.' || quote_literal(t.enumlabel)` },
  pg_event_trigger: {},
  pg_extension: {},
  pg_foreign_data_wrapper: {},
  pg_foreign_server: {},
  pg_foreign_table: { key: relation('ftrelid') },
  pg_index: {
    key: relation('indexrelid'),
    where: `${user('indexrelid')} AND ${NOT_TOAST} t.indrelid)`,
    skip: ['indexprs', 'indpred', 'indcheckxmin'],
    read: { definition: 'pg_get_indexdef(t.indexrelid)' },
  },
  pg_inherits: { key: `${relation('inhrelid')} || ' of ' || ${relation('inhparent')}` },
  pg_language: {},
  pg_namespace: { where: `(${user('oid')} OR t.nspname = 'public') AND t.nspname !~ '^pg_(toast_)?temp_'` },
  pg_opclass: {},
  pg_operator: {},
  pg_opfamily: {},
  pg_partitioned_table: {
    key: relation('partrelid'),
    skip: ['partexprs'],
    read: { partition_key: 'pg_get_partkeydef(t.partrelid)' },
  },
  pg_policy: {
    skip: ['polqual', 'polwithcheck'],
    read: { using: 'pg_get_expr(t.polqual, t.polrelid)', check: 'pg_get_expr(t.polwithcheck, t.polrelid)' },
  },
  pg_proc: {
    skip: ['prosqlbody', 'proargdefaults'],
    read: { body: 'pg_get_function_sqlbody(t.oid)', arguments: 'pg_get_function_arguments(t.oid)' },
  },
  pg_publication: {},
  pg_publication_namespace: {},
  pg_publication_rel: { skip: ['prqual'], read: { filter: 'pg_get_expr(t.prqual, t.prrelid)' } },
  pg_range: { key: ofType('rngtypid'), where: user('rngtypid') },
  pg_rewrite: { skip: ['ev_qual', 'ev_action'], read: { definition: 'pg_get_ruledef(t.oid)' } },
  pg_seclabel: {
    key: `t.provider || ' ' || (pg_identify_object(t.classoid, t.objoid, t.objsubid)).identity`,
    where: user('objoid'),
    skip: ['objoid', 'classoid'],
  },
  pg_sequence: { key: relation('seqrelid') },
  pg_statistic_ext: { skip: ['stxexprs'], read: { definition: 'pg_get_statisticsobjdef(t.oid)' } },
  pg_subscription: {
    where: `t.subdbid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())`,
    skip: ['subdbid', 'subskiplsn'],
  },
  pg_transform: {},
  // Those that the system makes for referential integrity are named by oid; pg_constraint has what they stand for.
  pg_trigger: {
    where: `${user('oid')} AND NOT t.tgisinternal`,
    skip: ['tgqual'],
    read: { definition: 'pg_get_triggerdef(t.oid)' },
  },
  pg_ts_config: {},
  pg_ts_config_map: {
    key: `t.mapcfg::regconfig::text || ' ' || t.maptokentype || ' ' || t.mapseqno`,
    where: user('mapcfg'),
  },
  pg_ts_dict: {},
  pg_ts_parser: {},
  pg_ts_template: {},
  // Array types and tables' row types follow from what they belong to; their own names may collide and be changed.
  pg_type: {
    where: `${user('oid')} AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
      AND NOT EXISTS (SELECT FROM pg_class r WHERE r.oid = t.typrelid AND r.relkind <> 'c')`,
    skip: ['typdefaultbin'],
    read: { default_expression: 'pg_get_expr(t.typdefaultbin, 0)' },
  },
  pg_user_mapping: {},
};

/** Shared by the whole cluster, data, statistics, or (pg_init_privs) only a reference point. */
export const OTHER_CATALOGS: ReadonlySet<string> = new Set(
  `pg_authid pg_auth_members pg_database pg_db_role_setting pg_parameter_acl pg_tablespace
  pg_shdepend pg_shdescription pg_shseclabel pg_replication_origin pg_init_privs
  pg_largeobject pg_largeobject_metadata pg_statistic pg_statistic_ext_data pg_subscription_rel`.split(/\s+/),
);

/** Columns that hold privileges, with what NULL in them means. */
export const PRIVILEGES: Readonly<Record<string, string>> = {
  attacl: `'{}'::aclitem[]`,
  defaclacl: `'{}'::aclitem[]`,
  fdwacl: `acldefault('F', t.fdwowner)`,
  lanacl: `acldefault('l', t.lanowner)`,
  nspacl: `acldefault('n', t.nspowner)`,
  proacl: `acldefault('f', t.proowner)`,
  relacl: `acldefault(CASE t.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", t.relowner)`,
  srvacl: `acldefault('S', t.srvowner)`,
  typacl: `acldefault('T', t.typowner)`,
};
