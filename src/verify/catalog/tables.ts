/**
 * What to read of each system catalog: all columns except those named here. A column that a later version adds is
 * thus compared without a change here; a new catalog is an error until it is listed.
 */

import { RELATION_TABLES } from './relationTables.js';
import { type CatalogTable, identity, user, words } from './table.js';

const described = (cls: string, oid: string, part: string): string =>
  `(SELECT d.type || ' ' || d.identity FROM pg_identify_object(${cls}, ${oid}, ${part}) d)`;

const DEFAULT_ACL_TYPE = `CASE t.defaclobjtype WHEN 'r' THEN 'table' WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'function'
  WHEN 'T' THEN 'type' WHEN 'n' THEN 'schema' WHEN 'L' THEN 'largeobject' ELSE t.defaclobjtype::text END`;

const LINKED = (link: string): string =>
  `(SELECT min(${identity('pg_operator', 'o.oid')}) FROM pg_operator o WHERE o.oid = t.${link} OR (t.${link} = 0 AND o.${link} = t.oid))`;

/** By name: numbers of columns depend on how the table came about. */
const PUBLISHED = `(SELECT jsonb_agg(a.attname ORDER BY a.attname) FROM pg_attribute a
  WHERE a.attrelid = t.prrelid AND a.attnum = ANY (t.prattrs))`;

export const CATALOG_TABLES: Readonly<Record<string, CatalogTable>> = {
  ...RELATION_TABLES,
  pg_aggregate: {
    member: [`'pg_proc'::regclass`, 't.aggfnoid'],
    named: [`'aggregate of'`, `t.aggfnoid::regprocedure::text`],
    where: user('aggfnoid'),
  },
  pg_am: {},
  pg_amop: { member: [`'pg_opfamily'::regclass`, 't.amopfamily'] },
  pg_amproc: { member: [`'pg_opfamily'::regclass`, 't.amprocfamily'] },
  pg_cast: {},
  pg_collation: {},
  pg_conversion: {},
  pg_default_acl: {
    named: [
      `'default privileges'`,
      `'for ' || quote_ident(pg_get_userbyid(t.defaclrole)) || ' ' ||
       coalesce('in ' || quote_ident((SELECT n.nspname FROM pg_namespace n WHERE n.oid = t.defaclnamespace)) || ' ', '') ||
       'on ' || ${DEFAULT_ACL_TYPE}`,
    ],
    skip: words('defaclacl defaclobjtype defaclnamespace'),
    acl: ['defaclacl', `'{}'::aclitem[]`],
  },
  // Most dependencies follow from the objects themselves; a sequence's owner and DEPENDS ON EXTENSION do not.
  pg_depend: {
    named: [
      `CASE t.deptype WHEN 'x' THEN 'extension dependency' ELSE 'sequence owner' END`,
      `(pg_identify_object(t.classid, t.objid, t.objsubid)).identity || ' on ' ||
        (pg_identify_object(t.refclassid, t.refobjid, t.refobjsubid)).identity`,
    ],
    of: `CASE WHEN t.refclassid = 'pg_class'::regclass THEN t.refobjid END`,
    where: `${user('objid')} AND (t.deptype = 'x' OR t.deptype IN ('a', 'i') AND t.classid = 'pg_class'::regclass
      AND t.refclassid = 'pg_class'::regclass AND EXISTS (SELECT FROM pg_class s WHERE s.oid = t.objid AND s.relkind = 'S'))`,
    skip: words('classid objid objsubid refclassid refobjid refobjsubid'),
  },
  pg_description: {
    member: ['t.classoid', 't.objoid'],
    named: [`'comment'`, `'on ' || ${described('t.classoid', 't.objoid', 't.objsubid')}`],
    of: `CASE WHEN t.classoid = 'pg_class'::regclass THEN coalesce((SELECT x.indrelid FROM pg_index x WHERE x.indexrelid = t.objoid), t.objoid)
      WHEN t.classoid = 'pg_constraint'::regclass THEN (SELECT nullif(k.conrelid, 0) FROM pg_constraint k WHERE k.oid = t.objoid)
      WHEN t.classoid = 'pg_trigger'::regclass THEN (SELECT g.tgrelid FROM pg_trigger g WHERE g.oid = t.objoid)
      WHEN t.classoid = 'pg_policy'::regclass THEN (SELECT p.polrelid FROM pg_policy p WHERE p.oid = t.objoid)
      WHEN t.classoid = 'pg_rewrite'::regclass THEN (SELECT w.ev_class FROM pg_rewrite w WHERE w.oid = t.objoid) END`,
    where: `t.classoid <> 'pg_largeobject'::regclass AND (${user('objoid')}
      OR t.classoid IN ('pg_namespace'::regclass, 'pg_extension'::regclass, 'pg_language'::regclass))`,
    skip: words('objoid classoid objsubid'),
  },
  pg_enum: {
    member: [`'pg_type'::regclass`, 't.enumtypid'],
    named: [`'enum label'`, `${identity('pg_type', 't.enumtypid')} || '.' || quote_literal(t.enumlabel)`],
    skip: words('enumtypid enumlabel enumsortorder'),
    read: {
      position: `(SELECT count(*) FROM pg_enum e WHERE e.enumtypid = t.enumtypid AND e.enumsortorder <= t.enumsortorder)`,
    },
  },
  pg_event_trigger: {},
  pg_extension: { skip: words('extconfig extcondition') },
  pg_foreign_data_wrapper: { acl: ['fdwacl', `acldefault('F', t.fdwowner)`] },
  pg_foreign_server: { acl: ['srvacl', `acldefault('S', t.srvowner)`] },
  pg_language: { acl: ['lanacl', `acldefault('l', t.lanowner)`] },
  pg_namespace: {
    where: `(${user('oid')} OR t.nspname = 'public') AND t.nspname !~ '^pg_(toast_)?temp_'`,
    acl: ['nspacl', `acldefault('n', t.nspowner)`],
  },
  pg_opclass: {},
  // Naming a missing operator creates a shell, which loses the link once it is defined: whether both operators have
  // the link, or one, depends on the order in which they were made.
  pg_operator: {
    skip: words('oprcom oprnegate'),
    read: { commutator: LINKED('oprcom'), negator: LINKED('oprnegate') },
  },
  pg_opfamily: {},
  pg_proc: {
    skip: ['prosqlbody', 'proargdefaults'],
    read: { body: 'pg_get_function_sqlbody(t.oid)', arguments: 'pg_get_function_arguments(t.oid)' },
    acl: ['proacl', `acldefault('f', t.proowner)`],
  },
  pg_publication: {},
  pg_publication_namespace: {},
  pg_publication_rel: {
    of: 't.prrelid',
    skip: words('prqual prattrs'),
    read: { filter: 'pg_get_expr(t.prqual, t.prrelid)', columns: PUBLISHED },
  },
  pg_range: {
    member: [`'pg_type'::regclass`, 't.rngtypid'],
    named: [`'range of'`, identity('pg_type', 't.rngtypid')],
    where: user('rngtypid'),
  },
  pg_seclabel: {
    named: [
      `'security label'`,
      `t.provider || ' on ' || ${described('t.classoid', 't.objoid', 't.objsubid')}`,
    ],
    where: user('objoid'),
    skip: words('objoid classoid objsubid'),
  },
  pg_subscription: {
    where: `t.subdbid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())`,
    skip: ['subdbid', 'subskiplsn'],
  },
  pg_transform: {},
  pg_ts_config: {},
  pg_ts_config_map: {
    named: [
      `'text search mapping'`,
      `t.mapcfg::regconfig::text || ' ' || t.maptokentype || ' ' || t.mapseqno`,
    ],
    where: user('mapcfg'),
    skip: ['mapcfg'],
  },
  pg_ts_dict: {},
  pg_ts_parser: {},
  pg_ts_template: {},
  // Array and row types follow from their element type or table; their names may collide and be changed.
  pg_type: {
    where: `${user('oid')} AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
      AND NOT EXISTS (SELECT FROM pg_class r WHERE r.oid = t.typrelid AND r.relkind <> 'c')`,
    skip: ['typdefaultbin', 'typarray'],
    read: { default_expression: 'pg_get_expr(t.typdefaultbin, 0)' },
    acl: ['typacl', `acldefault('T', t.typowner)`],
  },
  pg_user_mapping: {},
};

/** Catalogs that are cluster-wide, hold data or statistics, or are read with others (pg_index, pg_init_privs). */
export const OTHER_CATALOGS: ReadonlySet<string> = new Set(
  words(`pg_authid pg_auth_members pg_database pg_db_role_setting pg_parameter_acl pg_tablespace
  pg_shdepend pg_shdescription pg_shseclabel pg_replication_origin pg_init_privs pg_index
  pg_largeobject pg_largeobject_metadata pg_statistic pg_statistic_ext_data pg_subscription_rel`),
);
