/** Compares what a migration made of OLD with NEW. */
import { NOT_NULL, OWNER, type Schema, type SchemaObject } from '../catalog/schema.js';
import { compare, type Difference } from '../fidelity/compare.js';

export interface SchemaTerms {
  readonly owners: boolean;
  readonly privileges: boolean;
  readonly isNamed: (name: string) => boolean;
  readonly isLost: (object: SchemaObject) => boolean;
}

const isColumn = ({ kind }: SchemaObject): boolean => kind.endsWith(' column');
const isPart = (object: SchemaObject): boolean => isColumn(object) && !object.kind.includes('view');

/**
 * No statement moves a column: in a table that was there before, only which columns there are counts. Whether a
 * materialized view can be read is no part of the schema.
 */
function comparable(schema: Schema, before: Schema): Schema {
  const existing = new Set([...before.values()].filter(isPart).map(({ of }) => of));
  const places = new Map<string | undefined, number>();
  return new Map(
    // By key, and so by name.
    [...schema].map(([key, object]) => {
      const { position, relispopulated: _, ...properties } = withoutLocal(object);
      if (position === undefined) return [key, { ...object, properties }];
      const place = (places.get(object.of) ?? 0) + 1;
      places.set(object.of, place);
      const its = isPart(object) && existing.has(object.of) ? place : position;
      return [key, { ...object, properties: { position: its, ...properties } }];
    }),
  );
}

/** Versions before 18 do not know whether NOT NULL is a table's own or its parent's, and no statement changes it. */
const withoutLocal = ({ kind, properties }: SchemaObject): Readonly<Record<string, unknown>> =>
  kind === NOT_NULL ? { ...properties, local: null, coninhcount: null } : properties;

export function schemaDifferences(
  migrated: Schema,
  wanted: Schema,
  before: Schema,
  terms: SchemaTerms,
): Difference[] {
  const { missing, unexpected, changed } = compare(comparable(wanted, before), comparable(migrated, before), {
    ...terms,
    additions: false,
    declared: [],
  });
  const say = (list: readonly Difference[], line: string): Difference[] =>
    list.map((one) => ({ ...one, lines: [line] }));
  return [...say(missing, 'it is missing'), ...say(unexpected, 'it should not be there'), ...changed];
}

/** Relations whose columns are in another order than in NEW. */
export function otherOrders(migrated: Schema, wanted: Schema): string[] {
  const [left, right] = [migrated, wanted].map(columnsOf);
  return [...left!].filter(([of, columns]) => right!.has(of) && right!.get(of) !== columns).map(([of]) => of);
}

function columnsOf(schema: Schema): Map<string, string> {
  const out = new Map<string, SchemaObject[]>();
  for (const object of schema.values())
    if (isPart(object) && object.of !== undefined)
      out.set(object.of, [...(out.get(object.of) ?? []), object]);
  const place = ({ properties }: SchemaObject): number => Number(properties['position']);
  return new Map(
    [...out].map(([of, columns]) => [
      of,
      columns
        .toSorted((left, right) => place(left) - place(right))
        .map(({ name }) => name)
        .join(', '),
    ]),
  );
}

/** Relations of OLD that a migration to NEW changes, and names of other objects that differ. */
export function touchedBy(before: Schema, wanted: Schema): { relations: Set<string>; others: Set<string> } {
  const { missing, unexpected, changed } = compare(before, wanted, {
    additions: false,
    owners: true,
    privileges: true,
    isNamed: () => true,
    declared: [],
    isLost: () => false,
  });
  const relations = new Set<string>();
  const others = new Set<string>();
  const keys = new Map(
    [...wanted.values(), ...before.values()].map((object) => [`${object.kind} ${object.name}`, object]),
  );
  for (const { kind, name } of [...missing, ...unexpected, ...changed]) {
    const object = keys.get(`${kind} ${name}`);
    // Whether rows are there makes no difference to who may read them.
    if (object?.grantee !== undefined && object.grantee !== OWNER) continue;
    if (object?.of !== undefined) relations.add(object.of);
    else if (kind.endsWith('table')) relations.add(name);
    else others.add(name.replace(/\.'.*$/, ''));
  }
  return { relations, others };
}
