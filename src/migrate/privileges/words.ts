/**
 * The privileges of each kind of object, in pg_dump's order, and those that PostgreSQL gives PUBLIC on a new one.
 * https://www.postgresql.org/docs/current/ddl-priv.html
 */
import type { ObjectType } from '../../grammar.js';

/** GRANT ALL on a table includes MAINTAIN since this version. */
const MAINTAIN_SINCE = 17;
/** Until then, PUBLIC has CREATE on the schema public. */
const CLOSED_PUBLIC = 15;

const EXECUTE = ['EXECUTE'];
const USAGE = ['USAGE'];
const ALL: Partial<Record<ObjectType, readonly string[]>> = {
  OBJECT_TABLE: ['SELECT', 'INSERT', 'REFERENCES', 'DELETE', 'TRIGGER', 'TRUNCATE', 'MAINTAIN', 'UPDATE'],
  OBJECT_SEQUENCE: ['SELECT', 'USAGE', 'UPDATE'],
  OBJECT_FUNCTION: EXECUTE,
  OBJECT_PROCEDURE: EXECUTE,
  OBJECT_ROUTINE: EXECUTE,
  OBJECT_LANGUAGE: USAGE,
  OBJECT_TYPE: USAGE,
  OBJECT_DOMAIN: USAGE,
  OBJECT_FDW: USAGE,
  OBJECT_FOREIGN_SERVER: USAGE,
  OBJECT_SCHEMA: ['CREATE', 'USAGE'],
  OBJECT_DATABASE: ['CREATE', 'CONNECT', 'TEMPORARY'],
  OBJECT_TABLESPACE: ['CREATE'],
  OBJECT_LARGEOBJECT: ['SELECT', 'UPDATE'],
};

const ON_COLUMNS: readonly string[] = ['SELECT', 'INSERT', 'REFERENCES', 'UPDATE'];

const OF_PUBLIC: Partial<Record<ObjectType, readonly string[]>> = {
  OBJECT_FUNCTION: EXECUTE,
  OBJECT_PROCEDURE: EXECUTE,
  OBJECT_ROUTINE: EXECUTE,
  OBJECT_LANGUAGE: USAGE,
  OBJECT_TYPE: USAGE,
  OBJECT_DOMAIN: USAGE,
  OBJECT_DATABASE: ['CONNECT', 'TEMPORARY'],
};

/** What ALL means. */
export function allOn(type: ObjectType | undefined, version: number, ofColumn = false): readonly string[] {
  if (ofColumn) return ON_COLUMNS;
  return (ALL[type ?? 'OBJECT_TABLE'] ?? []).filter((one) => one !== 'MAINTAIN' || version >= MAINTAIN_SINCE);
}

/** @param target as in the statement: the schema public has privileges that no other has */
export function ofPublic(type: ObjectType | undefined, version: number, target: string): readonly string[] {
  if (type === 'OBJECT_SCHEMA' && target === 'ON SCHEMA public')
    return version < CLOSED_PUBLIC ? ['CREATE', 'USAGE'] : USAGE;
  return OF_PUBLIC[type ?? 'OBJECT_TABLE'] ?? [];
}
