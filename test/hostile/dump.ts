/** A dump as pg_dump writes it, of a schema with given names and texts. */
import type { Settings } from '../../src/index.js';
import { defaults } from '../../src/settings/settings.js';
import { type Chosen, cut } from './names.js';

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const literal = (text: string): string =>
  text.includes('\\')
    ? `E'${text.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`
    : `'${text.replaceAll("'", "''")}'`;

/** pg_dump lengthens its tag in the same way. */
function body(text: string): string {
  let tag = '$_$';
  while (text.includes(tag.slice(0, -1))) tag = `${tag.slice(0, -1)}X$`;
  return `${tag}${text}${tag}`;
}

/** Its own bodies, which no converter looks into. */
export const bodies = ({ texts }: Chosen): string[] => [
  `SELECT ${literal(texts[2]!)}::text`,
  `BEGIN RAISE NOTICE ${literal(texts[3]!.replaceAll('%', ''))}; RETURN NEW; END`,
  'BEGIN END',
];

export function dumpOf(chosen: Chosen): string {
  const [clinic, hall, tenants, patient, visit, note, part, mother, child, view, stored] =
    chosen.names.map(identifier);
  const [
    color,
    code,
    told,
    fired,
    trigger,
    own,
    open,
    key,
    other,
    index,
    role,
    reader,
    sequence,
    rule,
    column,
  ] = chosen.names.slice(11).map(identifier);
  const label = literal(cut(chosen.texts[1]!));
  const [comment, word, , , condition, policy] = chosen.texts.map(literal);
  const [sql, plpgsql] = bodies(chosen).map(body);
  const at = (schema: string | undefined, name: string | undefined): string => `${schema}.${name}`;
  return `--
-- PostgreSQL database dump
--

-- Dumped from database version 15.20
-- Dumped by pg_dump version 15.20

SET statement_timeout = 0;
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET default_table_access_method = heap;

CREATE SCHEMA ${clinic};
COMMENT ON SCHEMA ${clinic} IS ${comment};
CREATE SCHEMA ${hall};
CREATE TYPE ${at(hall, color)} AS ENUM (
    ${label},
    'b'
);
CREATE DOMAIN ${at(hall, code)} AS text
	CONSTRAINT ${key} CHECK ((VALUE <> ${condition}::text));
CREATE FUNCTION ${at(hall, told)}() RETURNS text
    LANGUAGE sql
    AS ${sql};
CREATE FUNCTION ${at(hall, fired)}() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS ${plpgsql};
CREATE FUNCTION public.ended() RETURNS event_trigger
    LANGUAGE plpgsql
    AS $$BEGIN END$$;
CREATE TABLE ${at(clinic, tenants)} (
    id uuid NOT NULL,
    ${column} text
);
CREATE TABLE ${at(clinic, patient)} (
    id uuid NOT NULL,
    ${column} ${at(hall, code)} DEFAULT ${word},
    tenant_id uuid NOT NULL
);
COMMENT ON TABLE ${at(clinic, patient)} IS ${comment};
COMMENT ON COLUMN ${at(clinic, patient)}.${column} IS ${comment};
CREATE SEQUENCE ${at(hall, sequence)}
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE ${at(hall, visit)} (
    id bigint DEFAULT nextval(${literal(at(hall, sequence))}::regclass) NOT NULL,
    patient uuid,
    ${column} ${at(hall, color)},
    CONSTRAINT ${key} CHECK ((${column} <> ${label}::${at(hall, color)}))
);
ALTER SEQUENCE ${at(hall, sequence)} OWNED BY ${at(hall, visit)}.id;
CREATE TABLE ${at(hall, note)} (
    id integer NOT NULL,
    ${column} text NOT NULL
)
PARTITION BY LIST (${column});
CREATE TABLE ${at(hall, part)} (
    id integer NOT NULL,
    ${column} text NOT NULL
);
CREATE TABLE ${at(clinic, mother)} (
    ${own} integer
);
CREATE TABLE ${at(clinic, child)} (
)
INHERITS (${at(clinic, mother)});
CREATE VIEW ${at(clinic, view)} AS
 SELECT ${column} AS ${other}
   FROM ${at(clinic, patient)}
  WHERE (${column} <> ${condition}::text);
CREATE MATERIALIZED VIEW ${at(clinic, stored)} AS
 SELECT ${column}
   FROM ${at(hall, note)}
  WITH NO DATA;
ALTER TABLE ONLY ${at(hall, note)} ATTACH PARTITION ${at(hall, part)} FOR VALUES IN (${word});
ALTER TABLE ONLY ${at(clinic, tenants)}
    ADD CONSTRAINT ${index} PRIMARY KEY (id);
ALTER TABLE ONLY ${at(clinic, patient)}
    ADD CONSTRAINT ${key} PRIMARY KEY (id);
ALTER TABLE ONLY ${at(hall, visit)}
    ADD CONSTRAINT ${other} PRIMARY KEY (id);
CREATE INDEX ${rule} ON ${at(hall, visit)} USING btree (patient, ${column});
CREATE TRIGGER ${trigger} BEFORE INSERT OR UPDATE ON ${at(hall, visit)} FOR EACH ROW EXECUTE FUNCTION ${at(hall, fired)}();
ALTER TABLE ONLY ${at(clinic, patient)}
    ADD CONSTRAINT ${rule} FOREIGN KEY (tenant_id) REFERENCES ${at(clinic, tenants)}(id);
ALTER TABLE ONLY ${at(hall, visit)}
    ADD CONSTRAINT ${open} FOREIGN KEY (patient) REFERENCES ${at(clinic, patient)}(id) ON DELETE CASCADE;
CREATE POLICY ${open} ON ${at(hall, visit)} FOR SELECT TO ${role} USING ((${column}::text <> ${policy}));
COMMENT ON POLICY ${open} ON ${at(hall, visit)} IS ${comment};
ALTER TABLE ${at(hall, visit)} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${at(clinic, patient)} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ONLY ${at(clinic, patient)} FORCE ROW LEVEL SECURITY;
GRANT USAGE ON SCHEMA ${clinic} TO ${role};
GRANT USAGE ON SCHEMA ${hall} TO ${role};
GRANT SELECT,INSERT,UPDATE,DELETE ON TABLE ${at(clinic, patient)} TO ${role};
GRANT SELECT(${column}),UPDATE(${column}) ON TABLE ${at(hall, note)} TO ${reader};
GRANT SELECT ON TABLE ${at(clinic, view)} TO ${reader};
GRANT SELECT ON TABLE ${at(hall, visit)} TO ${role} WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES IN SCHEMA ${hall} GRANT SELECT ON TABLES TO ${reader};
CREATE EVENT TRIGGER ${own} ON ddl_command_end
   EXECUTE FUNCTION public.ended();
CREATE PUBLICATION ${own} FOR TABLE ONLY ${at(clinic, patient)};

--
-- PostgreSQL database dump complete
--
`;
}

/** The conversions that it is put through. */
export const presets: Readonly<Record<string, (chosen: Chosen) => Partial<Settings>>> = {
  plain: () => ({ preset: 'plain' }),
  hims: ({ names: [schema = '', , tenants = ''] }) => ({
    tenancy: { ...defaults.tenancy, table: `${identifier(schema)}.${identifier(tenants)}` },
  }),
  'hims, files for an administrator': ({ names: [schema = '', , tenants = ''] }) => ({
    superuser: 'separate',
    tenancy: { ...defaults.tenancy, table: `${identifier(schema)}.${identifier(tenants)}` },
  }),
};
