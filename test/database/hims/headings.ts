/** Headings of pg_dump, and whether an entry of the report speaks of what stands under one. */
import type { Conversion } from '../../../src/index.js';

type Declared = Conversion['report']['replaced'][number] | Conversion['report']['changed'][number];

interface Heading {
  /** `patients`, `patients patients_mrn_key`, `TABLE patients`, `COLUMN patients.mrn`, `next_number(text, uuid)`. */
  readonly name: string;
  readonly type: string;
  readonly schema: string;
}

export function headingOf(key: string): Heading {
  const [, name = key, type = '', schema = ''] = /^Name: (.*); Type: (.*); Schema: ([^;(]*)/.exec(key) ?? [];
  return { name, type, schema: schema.trim() };
}

/** `clinical."PatientMergeLog"` → schema and name, without the quotation marks that headings have not. */
function split(qualified: string): { schema: string; name: string } {
  const plain = qualified.replaceAll('"', '');
  const at = plain.indexOf('.');
  return at < 0 ? { schema: '-', name: plain } : { schema: plain.slice(0, at), name: plain.slice(at + 1) };
}

/** `hims_app on table billing.mv_daily_collection`: what pg_dump heads `TABLE mv_daily_collection`, of the type ACL. */
function speaksOfPrivilege({ name }: Declared, heading: Heading): boolean {
  const [, what = '', object = ''] = / on (\S+) (.*)$/.exec(name) ?? [];
  const { schema, name: own } = split(object);
  const bare = own.replace(/\(.*$/, '');
  const about = heading.name.replace(/\(.*$/, '');
  const isSchema = what === 'schema' && about === `SCHEMA ${object}`;
  return (
    heading.type.endsWith('ACL') &&
    (isSchema || (heading.schema === schema && about === `${what.toUpperCase()} ${bare}`))
  );
}

/** `default privileges for hims_admin in billing on table`: what pg_dump heads `DEFAULT PRIVILEGES FOR TABLES`. */
function speaksOfDefaults({ name }: Declared, heading: Heading): boolean {
  const [, schema = '-', what = ''] = /^default privileges for \S+(?: in (\S+))? on (\w+)/.exec(name) ?? [];
  return heading.schema === schema && heading.name === `DEFAULT PRIVILEGES FOR ${what.toUpperCase()}S`;
}

/** Parts of a table are headed by it and their own name, its comments and privileges by the word TABLE or COLUMN. */
export function speaksOf(declared: Declared, key: string): boolean {
  const heading = headingOf(key);
  if (heading.name === declared.name) return true;
  if (declared.kind === 'privilege') return speaksOfPrivilege(declared, heading);
  if (declared.kind === 'defaultPrivileges') return speaksOfDefaults(declared, heading);
  // Defaults stand in the text of their table.
  if (declared.kind === 'default') {
    const { schema, name } = split(declared.name.slice(0, declared.name.lastIndexOf('.')));
    return heading.type === 'TABLE' && heading.schema === schema && heading.name === name;
  }
  const own = split(declared.name);
  const table = 'table' in declared && declared.table !== undefined ? split(declared.table) : undefined;
  // A constraint or a trigger may be named alone or with its table in front.
  const bare = own.name.slice(own.name.lastIndexOf('.') + 1);
  const names = [
    own.name,
    bare,
    ...(table === undefined ? [own.name.replace('.', ' ')] : [`${table.name} ${bare}`]),
  ];
  const schema = table?.schema ?? own.schema;
  if (schema !== '-' && heading.schema !== schema && !heading.name.includes(schema)) return false;
  const about = heading.name.replace(/^[A-Z]+(?: [A-Z]+)* /, '');
  const parts = declared.kind === 'table' || declared.kind === 'view' ? [`${bare} `, `${bare}.`] : [];
  return (
    [heading.name, about].some(
      (name) => names.includes(name) || parts.some((part) => name.startsWith(part)),
    ) ||
    // Routines are headed by their arguments too.
    (heading.name.includes('(') &&
      heading.name.slice(0, heading.name.indexOf('(')) === bare.replace(/\(.*$/, ''))
  );
}

/** What a tenant column of the dump gains: functions of the dump insert without it. */
const TENANT_DEFAULT = / DEFAULT \(?core\.current_tenant_id\(\)(\)::text)?/;

/**
 * Lines that a table of the dump had and the result has not; their order within the table is pg_dump's. A column may
 * have gained a default that asks for the tenant, or one of those that the report declares.
 * @param defaults ` DEFAULT now()` of each column that gained it
 */
export function lostLines(
  before: string,
  after: string,
  defaults: ReadonlyMap<string, string> = new Map(),
): string[] {
  const lines = (text: string): string[] =>
    text.split('\n').map((line) => line.replace(/,$/, '').replace(TENANT_DEFAULT, ''));
  const left = lines(after).map((line) => {
    const gained = defaults.get(/^ *("[^"]+"|\S+)/.exec(line)?.[1] ?? '');
    return gained === undefined ? line : line.replace(gained, '');
  });
  return lines(before).filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
