/** Types whose operators stand outside of pg_catalog, and where: those of extensions, and base types of the dump. */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, nameOf, quoteName, strings } from '../../catalog/names.js';
import { type Key, key, keysFor, placed, type SchemaObject } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { nodeOf, type TypeName } from '../../grammar.js';
import { referringType } from '../../catalog/sqlType.js';
import { KIND } from '../../kinds/registry.js';

export interface Operators {
  readonly type: Name;
  /** The schemas of its operators. */
  readonly schemas: readonly string[];
  /** It is cast to a type of pg_catalog by itself: without its own operators the other's are taken. */
  readonly cast: boolean;
}

/** A type that a value of a column is compared as. */
export interface Compared {
  /** Below all domains, as SQL. */
  readonly type: string;
  /** The schema of its `=`. */
  readonly operators: string;
}

/** Types of extensions that become text, or a geometry, without being asked. */
const CAST = new Set(['citext', 'geometry', 'geography', 'raster']);
const SYSTEM = new Set(['pg_catalog', 'information_schema']);

export class Types {
  private readonly known = new Map<Key, SchemaObject>();
  /** Types that an implicit cast of the dump leads away from. */
  private readonly casts = new Set<Key>();
  /** Schemas of operators by the type that they are for. */
  private readonly operators = new Map<Key, Set<string>>();

  constructor({ objects }: Pick<Catalog, 'objects'>) {
    for (const object of objects) {
      const { kind, statement, provides } = object;
      for (const one of provides) if (one.startsWith('type\0')) this.known.set(one, object);
      if (kind === KIND.cast) {
        const { context, sourcetype } = nodeOf(statement, 'CreateCastStmt');
        if (context === 'COERCION_IMPLICIT') this.casts.add(typeKey(sourcetype, statement));
      }
      if (kind === KIND.operator)
        for (const { keys } of object.needs)
          for (const one of keys) this.note(one.replace(/^any\0/, 'type\0'), object.name.schema);
    }
  }

  private note(type: Key, schema: string | undefined): void {
    if (schema === undefined || !type.startsWith('type\0')) return;
    this.operators.set(type, (this.operators.get(type) ?? new Set()).add(schema));
  }

  /** Undefined where pg_catalog's operators are for it: arrays, enums, composites, ranges. */
  operatorsOf(type: TypeName | undefined, statement: Statement): Operators | undefined {
    if (!type || type.arrayBounds) return undefined;
    const name = nameOf(strings(type.names));
    const object = keysFor('type', name, statement)
      .map((one) => this.known.get(one))
      .find((one) => one !== undefined);
    if (!object) {
      // What the dump does not define, an extension does.
      if (name.schema === undefined || SYSTEM.has(name.schema)) return undefined;
      return { type: name, schemas: [name.schema], cast: CAST.has(name.name) };
    }
    if (object.kind === KIND.domain)
      return this.operatorsOf(nodeOf(object.statement, 'CreateDomainStmt').typeName, object.statement);
    const own = key('type', object.name);
    const schemas = [...(this.operators.get(own) ?? [])].toSorted();
    if (object.kind !== KIND.baseType || schemas.length === 0) return undefined;
    return { type: object.name, schemas, cast: this.casts.has(own) };
  }

  /** Undefined where the dump does not tell which type it is, or where its `=` is. */
  comparedBy(type: TypeName | undefined, statement: Statement): Compared | undefined {
    if (!type || type.arrayBounds) return undefined;
    const name = nameOf(strings(type.names));
    const object = keysFor('type', name, statement)
      .map((one) => this.known.get(one))
      .find((one) => one !== undefined);
    if (object?.kind === KIND.domain)
      return this.comparedBy(nodeOf(object.statement, 'CreateDomainStmt').typeName, object.statement);
    const { schemas = ['pg_catalog'] } = this.operatorsOf(type, statement) ?? {};
    const isKnown = object !== undefined || name.schema !== undefined || BUILT_IN.test(name.name);
    if (!isKnown || schemas.length !== 1) return undefined;
    return { type: object ? quoteName(object.name) : referringType(type), operators: schemas[0]! };
  }
}

/** Types of pg_catalog that a dump may name without a schema; those that are keywords are parsed with it. */
const BUILT_IN =
  /^(?:bool|bytea|cidr|date|float[48]|inet|int[248]|jsonb|macaddr8?|money|name|oid|text|timestamp(?:tz)?|timetz?|uuid|varbit|varchar|bpchar|(?:small|big)?serial[248]?)$/;

const typeKey = (type: TypeName | undefined, statement: Statement): Key =>
  key('type', placed(nameOf(strings(type?.names)), statement));
