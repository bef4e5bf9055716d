/** Foreign keys by column: what it refers to, and so which tenant a row belongs to. */
import type { Relation, Schema } from './relations.js';
import type { Type, Types } from './types.js';
import { literal, type Tenant, tenantId } from './values.js';

interface Reference {
  readonly parent: Relation;
  readonly column: string;
}

export class References {
  private readonly byColumn = new Map<string, Reference>();

  constructor(
    private readonly schema: Schema,
    private readonly types: Types,
  ) {
    for (const { table, columns, parent, parentColumns } of schema.foreignKeys)
      columns.forEach((name, at) => {
        const its = schema.relations.get(parent);
        if (its !== undefined)
          this.byColumn.set(`${table} ${name}`, { parent: its, column: parentColumns[at]! });
      });
  }

  of({ id }: Relation, column: string): Reference | undefined {
    return this.byColumn.get(`${id} ${column}`);
  }

  isTenants({ id }: Relation): boolean {
    return id === this.schema.tenants?.id;
  }

  /** Undefined for a column that does not decide the tenant. */
  tenantValue(relation: Relation, column: string, tenant: Tenant): string | undefined {
    const refers = this.of(relation, column);
    const tells =
      column === relation.tenant ||
      this.makesTenant(relation, column) ||
      (refers !== undefined && this.isTenants(refers.parent) && refers.column === refers.parent.tenant);
    if (!tells) return undefined;
    const type = relation.columns.find(({ name }) => name === column)!.type;
    return tenant === 'N' ? 'NULL' : literal(tenantId(tenant, this.typeOfTenant(type)));
  }

  /** The tenant column is generated from it: `tenant_id uuid GENERATED ALWAYS AS (base) STORED`. */
  private makesTenant({ columns, tenant }: Relation, column: string): boolean {
    const own = columns.find(({ name }) => name === tenant);
    if (own?.from !== column) return false;
    const { type } = columns.find(({ name }) => name === column)!;
    return type === own.type || this.types.get(type)!.category === 'S';
  }

  /** A text column holds values of the tenants' key type. */
  private typeOfTenant(id: number): Type {
    const { tenants } = this.schema;
    const own = this.types.get(id)!;
    const key = tenants?.columns.find(({ name }) => name === tenants.tenant)?.type;
    return own.category === 'S' && key !== undefined ? this.types.get(key)! : own;
  }
}
