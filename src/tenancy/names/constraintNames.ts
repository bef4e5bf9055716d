/**
 * Names for added constraints and indexes: PostgreSQL's default names, with the prefix if it is not the default. A
 * conflict with a name of the dump is an error, not silently avoided, because guards test for names.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { chosenName, LONGEST } from '../../catalog/chosenName.js';
import { type Name, quoteIdentifier, quoteName } from '../../catalog/names.js';
import { isOfDump, type Key, type SchemaObject } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { addedConstraint, constraintKey, onTable, relationKey } from '../../kinds/base/alterTable.js';
import { isTable } from '../../kinds/tables/table.js';
import { byteLength } from '../../platform/bytes.js';
import { defaults } from '../../settings/settings.js';
import { nameInFront } from './nameInFront.js';
import { otherPrefix, taken } from './taken.js';
import { hasIndex } from '../../kinds/is.js';

export type Label = 'key' | 'excl' | 'idx' | 'fkey' | 'check';

/** Foreign keys and CHECKs are unique per table, indexes among the relations of a schema, keys in both. */
const keysOf = (table: Name, name: string, label: Label): Key[] => [
  ...(label === 'idx' ? [] : [constraintKey(table, name)]),
  ...(label === 'fkey' || label === 'check' ? [] : [relationKey({ schema: table.schema, name })]),
];

const TYPES = [
  'CONSTR_PRIMARY',
  'CONSTR_UNIQUE',
  'CONSTR_EXCLUSION',
  'CONSTR_FOREIGN',
  'CONSTR_CHECK',
] as const;

export class ConstraintNames {
  /** Keys that the dump's objects provide. */
  private readonly dumps = new Map<Key, SchemaObject>();
  /** Keys of added objects. */
  private readonly own = new Set<Key>();
  private readonly statements: readonly Statement[];
  private readonly prefix: string;

  constructor({ objects, statements }: Catalog, prefix: string) {
    this.statements = statements;
    this.prefix = prefix;
    for (const object of objects)
      for (const key of object.provides)
        if (isOfDump(object)) this.dumps.set(key, object);
        else this.own.add(key);
  }

  /** `baseline2_` before the columns, for a prefix other than the default. */
  private columnsOf(columns: readonly string[]): string {
    return [...(this.prefix === defaults.prefix ? [] : [this.prefix]), ...columns].join('_');
  }

  /**
   * `patients_tenant_id_mrn_key` for the table, its columns and `key`.
   * @param below tables that inherit from it
   * @throws InputError `names/taken`
   */
  take(table: Name, columns: readonly string[], label: Label, below: readonly Name[] = []): string {
    const words = this.columnsOf(columns);
    const isCut = byteLength(`${table.name}_${words}_${label}`) > LONGEST;
    const names = (name: string): Key[] => [table, ...below].flatMap((one) => keysOf(one, name, label));
    for (let number = 0; ; number++) {
      const name = chosenName(table.name, words, `${label}${number === 0 ? '' : number}`);
      if (this.isFree(names(name), isCut)) return this.use(names(name), name);
    }
  }

  /** The name that `take` tries first. */
  first(table: Name, columns: readonly string[], label: Label): string {
    return chosenName(table.name, this.columnsOf(columns), label);
  }

  /** The dump's object of this name equals the tool's, so the name is used for both. */
  keep(table: Name, name: string, label: Label): string {
    return this.use(keysOf(table, name, label), name);
  }

  /**
   * `visits__tenant_patient_id_fkey` for a foreign key that sorts before `visits_patient_id_fkey`.
   * @see nameInFront
   * @throws InputError `names/taken`
   */
  takeInFront(name: string, table: Name): string | undefined {
    const word = this.prefix === defaults.prefix ? 'tenant' : `${this.prefix}_tenant`;
    const found = nameInFront(
      name,
      table.name,
      word,
      (one, isCut) => !this.isFree(keysOf(table, one, 'fkey'), isCut),
    );
    return found === undefined ? undefined : this.use(keysOf(table, found, 'fkey'), found);
  }

  /** Truncated names may collide by accident: then the next number is tried. */
  private isFree(keys: readonly Key[], isCut: boolean): boolean {
    if (keys.some((key) => this.own.has(key))) return false;
    const key = keys.find((one) => this.dumps.has(one));
    if (key === undefined) return true;
    if (isCut) return false;
    throw taken(this.shown(key, this.dumps.get(key)!), otherPrefix(this.prefix));
  }

  private use(keys: readonly Key[], name: string): string {
    for (const key of keys) this.own.add(key);
    return name;
  }

  /** The table's constraint by its own name and line, from whichever statement has it. */
  private shown(key: Key, object: SchemaObject): Parameters<typeof taken>[0] {
    if (hasIndex(object)) return { ...object, id: `constraint ${object.identity}` };
    if (!isTable(object) || key === relationKey(object.name)) return object;
    const name = key.split('\0').at(-1)!;
    const id = `constraint ${quoteName({ schema: object.name.schema, name })}${onTable(object.name)}`;
    const apart = this.statements.find((statement) =>
      TYPES.some((type) => {
        const added = addedConstraint(statement, type);
        return added?.name === name && relationKey(added.table) === relationKey(object.name);
      }),
    );
    if (apart) return { id, statement: apart };
    const { statement } = object;
    const at = statement.text.indexOf(`CONSTRAINT ${quoteIdentifier(name)}`);
    // A column's sequence is a relation too.
    if (at === -1) return object;
    const lines = statement.text.slice(0, at).split('\n').length - 1;
    return { id, statement: { ...statement, raw: { ...statement.raw, line: statement.raw.line + lines } } };
  }
}
