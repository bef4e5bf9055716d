/** Names for keys, constraints and indexes that the dump does not use. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Name } from '../../catalog/names.js';
import { freeName } from '../added.js';
import { nameInFront } from './nameInFront.js';

export class KeyNames {
  /** Of relations and constraints, by schema: an index is a relation, and a key has the name of its index. */
  private readonly taken = new Map<string, Set<string>>();

  constructor({ objects }: Catalog) {
    for (const key of objects.flatMap(({ provides }) => provides)) {
      const [space, schema = '', ...name] = key.split('\0');
      if (space === 'relation' || space === 'constraint') this.of(schema).add(name.at(-1)!);
    }
  }

  private of(schema: string): Set<string> {
    const found = this.taken.get(schema) ?? new Set();
    this.taken.set(schema, found);
    return found;
  }

  /** `patients_tenant_id_mrn_key` for the table, its columns and `key`. */
  take(table: Name, columns: readonly string[], label: 'key' | 'excl' | 'idx'): string {
    const taken = this.of(table.schema ?? '');
    const name = freeName({ name: table }, columns, label, taken);
    taken.add(name);
    return name;
  }

  /** `visits__tenant_patient_id_fkey` for a foreign key in front of `visits_patient_id_fkey`. @see nameInFront */
  takeInFront(name: string, { schema, name: table }: Name): string | undefined {
    const taken = this.of(schema ?? '');
    const found = nameInFront(name, table, (one) => taken.has(one));
    if (found !== undefined) taken.add(found);
    return found;
  }
}
