/** Facts about relations: those that the self-check covers, those with rows of tenants, and their grantees. */
import { quoteLiteral } from '../../../catalog/names.js';
import { MIGRATION_TOOLS } from '../../../facts/names/evidence.js';
import { list, type Part } from './question.js';

const HISTORY: Part = {
  name: 'history (name, columns)',
  comment:
    'History tables of migration tools, each with the columns that it may have: the name alone exempts nothing.',
  query: `VALUES\n${Object.entries(MIGRATION_TOOLS)
    .map(
      ([name, columns]) =>
        `(${quoteLiteral(name)}, pg_catalog.string_to_array(${quoteLiteral(columns)}, ' '))`,
    )
    .join(',\n')}`,
};

export interface Exempt {
  /** Names as regclass prints them, each with the reason. */
  readonly tables: readonly (readonly [relation: string, why: string])[];
  readonly views: readonly (readonly [relation: string, why: string])[];
}

export const relationFacts = ({ tables, views }: Exempt): Part[] => [
  list('exempt', ['relation', 'why'], 'Tables that need no policy.', tables),
  list('exempt_view', ['relation', 'why'], 'Views that show no rows of tenants.', views),
  HISTORY,
  {
    name: 'relations',
    comment:
      'All relations with rows, except those of the system, extensions and migration tools, and temporary ones.',
    query: `SELECT c.oid, c.relkind, c.relowner, c.relacl, c.reloptions, c.relispartition, c.relrowsecurity, c.relforcerowsecurity,
  c.oid::regclass::text AS relation,
  n.nspname = ANY (schemas) AS in_design,
  CASE WHEN c.relkind IN ('v', 'm') THEN c.oid::regclass::text IN (SELECT e.relation FROM exempt_view e)
    ELSE c.oid::regclass::text IN (SELECT e.relation FROM exempt e) END AS is_exempt
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND c.relpersistence <> 't'
  AND NOT pg_catalog.starts_with(n.nspname, 'pg_') AND n.nspname <> 'information_schema' AND n.nspname <> ALL (unmanaged)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
  )
  AND NOT EXISTS (
    SELECT FROM history h
    WHERE c.relkind = 'r' AND h.name = pg_catalog.lower(c.relname) AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_attribute a
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND pg_catalog.lower(a.attname) <> ALL (h.columns)
    )
  )`,
  },
  {
    name: 'showing (oid)',
    comment: 'Relations with rows of tenants, and views that read them, directly or through other views.',
    query: `SELECT r.oid FROM relations r WHERE r.relkind <> 'v' AND NOT r.is_exempt
UNION
SELECT w.ev_class
FROM showing s
JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = s.oid
  AND d.classid = 'pg_catalog.pg_rewrite'::regclass
JOIN pg_catalog.pg_rewrite w ON w.oid = d.objid AND w.ev_type = '1' -- the query of a view`,
  },
  {
    name: 'managed',
    comment: 'Relations that policies or missing privileges have to protect.',
    query: `SELECT r.* FROM relations r JOIN showing s USING (oid) WHERE NOT r.is_exempt`,
  },
  {
    name: 'granted',
    comment:
      'Privileges of roles other than the owner, on the relation or one of its columns; grantee 0 is PUBLIC.',
    query: `SELECT m.oid, m.relowner, x.grantee, x.privilege_type AS privilege
FROM managed m
CROSS JOIN LATERAL (
  SELECT m.relacl AS acl
  UNION ALL
  SELECT a.attacl FROM pg_catalog.pg_attribute a WHERE a.attrelid = m.oid AND a.attacl IS NOT NULL
) l
CROSS JOIN LATERAL pg_catalog.aclexplode(l.acl) x
WHERE x.grantee <> m.relowner`,
  },
];
