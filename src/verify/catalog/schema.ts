/** A schema as a map of objects, each with all its properties. */

/** A row of a catalog, with names for oids. */
export interface RawObject {
  readonly catalog: string;
  readonly kind: string;
  readonly name: string;
  readonly of: string | null;
  readonly owner: string | null;
  readonly privileges: readonly (readonly [grantee: string, privilege: string, grantor: string])[] | null;
  /** A system object, read only because privileges on it were changed. */
  readonly system: boolean;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface SchemaObject {
  /** PostgreSQL's term: `table`, `table constraint`, `policy`; and `privilege`, `row security`. */
  readonly kind: string;
  /** `mrn_key on clinical.patients`, `hims_app on table clinical.patients`. */
  readonly name: string;
  /** The relation that it is a part of. */
  readonly of?: string;
  readonly owner?: string;
  /** For a privilege: the key of the object that it is on, and the grantee. */
  readonly on?: string;
  readonly grantee?: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Objects by kind and name. */
export type Schema = ReadonlyMap<string, SchemaObject>;

export const keyOf = ({ kind, name }: Pick<SchemaObject, 'kind' | 'name'>): string => `${kind} ${name}`;

export const NOT_NULL = 'not-null constraint';

/** The nouns that GRANT uses for these kinds. */
const NOUNS: Readonly<Record<string, string>> = {
  view: 'table',
  'materialized view': 'table',
  'foreign table': 'table',
  'table column': 'column',
  'view column': 'column',
  'materialized view column': 'column',
  'foreign table column': 'column',
};

export function objectsOf(rows: readonly RawObject[]): Schema {
  const objects = rows.flatMap((row) => (row.kind === null || row.name === null ? [] : expand(row)));
  const sorted = objects.map((object) => [keyOf(object), object] as const);
  return new Map(sorted.toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)));
}

/** Splits a row into the object, its flags and its privileges, so that a flag can be missing rather than changed. */
function expand(row: RawObject): SchemaObject[] {
  const { catalog, kind, name } = row;
  const of = row.of ?? undefined;
  const part = of === undefined ? {} : { of };
  const held: SchemaObject[] = [];
  const properties = { ...row.properties };
  const has = (property: string, its: string): void => {
    if (properties[property] === true)
      held.push({ kind: its, name, ...part, of: of ?? name, properties: {} });
    delete properties[property];
  };
  if (catalog === 'pg_class') {
    has('relrowsecurity', 'row security');
    has('relforcerowsecurity', 'forced row security');
  }
  if (catalog === 'pg_attribute') has('attnotnull', 'not null');
  const owner = row.owner === null ? {} : { owner: row.owner };
  if (catalog === 'pg_default_acl') {
    const granted = (row.privileges ?? []).map(([grantee, privilege]) => `${grantee}: ${privilege}`);
    return [{ kind, name, properties: { privileges: granted.toSorted() } }];
  }
  if (row.system) return privilegesOf(row);
  // Since version 18 NOT NULL is a constraint, usually with a generated name: its column identifies it.
  if (properties['contype'] === 'n') {
    // A domain is not a relation: `code_given on public.code`.
    const its = `${String(properties['definition'])} on ${of ?? name.replace(/^.* on /, '')}`;
    return [{ kind: NOT_NULL, name: its, ...part, properties }];
  }
  return [{ kind, name, ...part, ...owner, properties }, ...held, ...privilegesOf(row)];
}

/** The privileges on an object by grantee; the owner's are under OWNER, whatever its role is called. */
function privilegesOf({ kind, name, of, owner, privileges }: RawObject): SchemaObject[] {
  const byGrantee = new Map<string, string[]>();
  for (const [grantee, privilege, grantor] of privileges ?? []) {
    const by = grantor === owner || owner === null ? '' : ` by ${grantor}`;
    const role = grantee === owner ? OWNER : grantee;
    byGrantee.set(role, [...(byGrantee.get(role) ?? []), `${privilege}${by}`]);
  }
  const noun = NOUNS[kind] ?? kind;
  const relation = noun === 'table' ? name : (of ?? (kind === 'sequence' ? name : null));
  return [...byGrantee].map(([grantee, granted]) => ({
    kind: 'privilege',
    name: `${grantee} on ${noun} ${name}`,
    ...(relation === null ? {} : { of: relation }),
    on: keyOf({ kind, name }),
    grantee,
    properties: { privileges: granted.toSorted() },
  }));
}

/** Replaces the owner's role as grantee. */
export const OWNER = '(owner)';
