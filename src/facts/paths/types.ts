/** Types whose operators are outside pg_catalog, and their schemas: extensions' types and base types of the dump. */
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
  /** True with an implicit cast to a type of pg_catalog: without its own operators, that type's are used. */
  readonly cast: boolean;
}

/** A type that a column's values are compared as. */
export interface Compared {
  /** SQL of the type below all domains. */
  readonly type: string;
  /** The schema of its `=` operator. */
  readonly operators: string;
}

/** Types of extensions with an implicit cast to text or a geometry. */
const CAST = new Set(['citext', 'geometry', 'geography', 'raster']);
const SYSTEM = new Set(['pg_catalog', 'information_schema']);

export class Types {
  private readonly known = new Map<Key, SchemaObject>();
  /** Source types of the dump's implicit casts. */
  private readonly casts = new Set<Key>();
  /** Schemas of operators, by operand type. */
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

  /** Undefined for types that use pg_catalog's operators: arrays, enums, composites, ranges. */
  operatorsOf(type: TypeName | undefined, statement: Statement): Operators | undefined {
    if (!type || type.arrayBounds) return undefined;
    const name = nameOf(strings(type.names));
    const object = keysFor('type', name, statement)
      .map((one) => this.known.get(one))
      .find((one) => one !== undefined);
    if (!object) {
      // A type that the dump does not define belongs to an extension.
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

  /** Undefined where the dump leaves the type or the schema of its `=` open. */
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

/** Types of pg_catalog that a dump may name without a schema; the parser qualifies those that are keywords. */
const BUILT_IN =
  /^(?:bool|bytea|cidr|date|float[48]|inet|int[248]|jsonb|macaddr8?|money|name|oid|text|timestamp(?:tz)?|timetz?|uuid|varbit|varchar|bpchar|(?:small|big)?serial[248]?)$/;

const typeKey = (type: TypeName | undefined, statement: Statement): Key =>
  key('type', placed(nameOf(strings(type?.names)), statement));
