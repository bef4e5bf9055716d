/**
 * SQL functions that PostgreSQL inlines when it plans an expression: it then parses the body with the current search
 * path. A function with its own settings, SECURITY DEFINER or a BEGIN ATOMIC body is not inlined.
 * https://wiki.postgresql.org/wiki/Inlining_of_SQL_functions
 */
import type { Catalog } from '../../catalog/catalog.js';
import { type Key, key, keysFor, type SchemaObject, type Space } from '../../catalog/object.js';
import { references } from '../../catalog/references.js';
import type { Statement } from '../../catalog/statement.js';
import { nodeIf, parseStatements } from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';
import { parameters, routineOption } from '../../kinds/routines/routine.js';
import { routineOf } from '../routines/bodies.js';
import { callsIn } from '../queries/calls.js';
import { extensionOf } from './extensions.js';
import { Types } from './types.js';

/** A name without a schema in a body, and the schema that has it. */
export interface Unqualified {
  readonly routine: SchemaObject;
  readonly name: string;
  readonly schema: string;
}

export interface Inlined {
  /** Objects of the dump that must exist when the bodies are parsed. */
  readonly named: readonly SchemaObject[];
  readonly unqualified: readonly Unqualified[];
}

const NAMED: readonly Space[] = ['routine', 'relation', 'type'];

export class Inlining {
  private readonly providers = new Map<Key, SchemaObject[]>();
  private readonly schemas: readonly string[];
  private readonly extensions = new Map<string, string>();
  private readonly types: Types;
  private readonly bodies = new Map<SchemaObject, Inlined & { readonly calls: readonly Key[] }>();

  constructor(catalog: Pick<Catalog, 'objects'>) {
    this.types = new Types(catalog);
    const { objects } = catalog;
    for (const object of objects) {
      for (const provided of object.provides) {
        const known = this.providers.get(provided);
        if (known) known.push(object);
        else this.providers.set(provided, [object]);
      }
      const schema = object.kind === KIND.extension ? schemaOf(object) : undefined;
      if (schema !== undefined) this.extensions.set(object.name.name, schema);
    }
    this.schemas = [...new Set(objects.flatMap(({ name }) => name.schema ?? []))].toSorted();
  }

  /** What PostgreSQL reads in addition to the expressions when it plans them. */
  of(expressions: readonly unknown[], statement: Statement): Inlined {
    const called = callsIn(expressions).flatMap(({ name }) => keysFor('routine', name, statement));
    const routines = new Set(this.functions(called));
    const named: SchemaObject[] = [];
    const unqualified: Unqualified[] = [];
    for (const routine of routines) {
      const body = this.bodyOf(routine);
      named.push(...body.named);
      unqualified.push(...body.unqualified);
      for (const next of this.functions(body.calls)) routines.add(next);
    }
    return { named, unqualified };
  }

  private functions(keys: readonly Key[]): SchemaObject[] {
    return keys.flatMap((one) => this.providers.get(one) ?? []).filter(({ kind }) => kind === KIND.function);
  }

  private bodyOf(routine: SchemaObject): Inlined & { readonly calls: readonly Key[] } {
    const known = this.bodies.get(routine) ?? this.read(routine);
    this.bodies.set(routine, known);
    return known;
  }

  private read(routine: SchemaObject): Inlined & { readonly calls: readonly Key[] } {
    const named: SchemaObject[] = [];
    const unqualified: Unqualified[] = [];
    const calls: Key[] = [];
    let operators = false;
    for (const [space, given, name] of namesIn(routine)) {
      operators ||= space === 'operator' && given === '';
      if (!NAMED.includes(space)) continue;
      const schema = given === '' ? this.find(space, name, routine) : given;
      if (schema === undefined) continue;
      const provided = key(space, { schema, name });
      named.push(...(this.providers.get(provided) ?? []));
      if (space === 'routine') calls.push(provided);
      if (given === '') unqualified.push({ routine, name, schema });
    }
    for (const type of operators ? argumentTypes(routine) : []) {
      const own = this.types.operatorsOf(type, routine.statement);
      for (const schema of own?.schemas ?? [])
        unqualified.push({ routine, name: `operators of ${own!.type.name}`, schema });
    }
    return { named, unqualified, calls };
  }

  /** Searches the routine's own schema, then the dump's other schemas, then those of extensions. */
  private find(space: Space, name: string, { name: own }: SchemaObject): string | undefined {
    const found = [...(own.schema === undefined ? [] : [own.schema]), ...this.schemas].find((schema) =>
      this.providers.has(key(space, { schema, name })),
    );
    return found ?? (space === 'relation' ? undefined : this.extensions.get(extensionOf(name)));
  }
}

const schemaOf = ({ needs }: SchemaObject): string | undefined =>
  needs
    .flatMap(({ keys }) => keys)
    .find((one) => one.startsWith('schema\0'))
    ?.split('\0')[2];

const argumentTypes = ({ statement }: SchemaObject) =>
  parameters(nodeIf(statement, 'CreateFunctionStmt')?.parameters).map(({ argType }) => argType);

/** The names in an inlined body, each with its space and its schema (empty without one). */
function namesIn(object: SchemaObject): [space: Space, schema: string, name: string][] {
  const routine = routineOf(object);
  const stmt = nodeIf(object.statement, 'CreateFunctionStmt');
  if (!stmt) return [];
  const closed = routine?.language !== 'sql' || routine.definer || routineOption(stmt, 'set').length > 0;
  if (closed || stmt.returnType?.setof || routine.text === undefined) return [];
  const [tree] = parseStatements([routine.text]);
  if (!tree || !('type' in tree)) return [];
  const bare = { ...object.statement, tree, session: { ...object.statement.session, searchPath: undefined } };
  return references(bare).map(({ keys }) => keys[0]!.split('\0') as [Space, string, string]);
}
