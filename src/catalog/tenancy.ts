/** The classification of tables: which tenant rows belong to, and the column for it. */
import type { TypeName } from '../grammar.js';
import type { Name } from './names.js';

/**
 * - `root`: the tenants table
 * - `tenant`: every row belongs to one tenant
 * - `mixed`: the tenant column may be NULL; such a row belongs to no tenant, or to all (`sharedRows`)
 * - `reference`: rows belong to all tenants
 */
export type TableClass = 'root' | 'tenant' | 'mixed' | 'reference';

export interface TenantColumn {
  readonly name: string;
  /** Undefined for a column that the tool adds: its type is the tenants key's. */
  readonly type: TypeName | undefined;
  readonly notNull: boolean;
  /** How the tenants key is compared with it: unchanged, or `::text`. */
  readonly cast: '' | '::text';
  /** The key's type, a domain over it, text, another type for text, or one that cannot hold a key. */
  readonly form: 'key' | 'domain' | 'text' | 'textLike' | 'other';
  /** SQL of a domain's base type. */
  readonly base?: string;
  /** Its origin: added by the tool, the table's own, or inherited from a parent. */
  readonly from: 'added' | 'own' | 'inherited' | 'partition';
}

export interface TableTenancy {
  readonly name: Name;
  readonly class: TableClass;
  /** One sentence with the reason. */
  readonly evidence: string;
  /** True where the configuration lists the table or its parent. */
  readonly configured: boolean;
  /** True without any evidence; treated as tenant-owned, and reported. */
  readonly undecided: boolean;
  /** For a reference table: true where the dump's structure or policies show it, not just its name. */
  readonly shown: boolean;
  /** For a table of memberships: the column for the user, who may belong to several tenants. */
  readonly memberColumn?: string | undefined;
  /**
   * For the tenants table, its key. Undefined for reference tables, for foreign tables, and for typed tables, whose
   * columns are those of their type.
   */
  readonly column: TenantColumn | undefined;
  /** All tenants may read a mixed table's rows without a tenant, none may write them. */
  readonly sharedRows: boolean;
  /**
   * `foreign`: no row-level security, no keys. `typed`: CREATE TABLE … OF type. `fixed`: the dump lists its columns
   * elsewhere. Neither of these two can gain a column.
   */
  readonly form: 'table' | 'typed' | 'fixed' | 'foreign';
  /** The object that lists the table's columns, so that it can gain none; it may have a tenant column anyway. */
  readonly fixedBy: string | undefined;
  /** A log that can be written without a tenant: its policy uses IS NOT DISTINCT FROM. */
  readonly withoutTenant: boolean;
  /** Rows are added and never changed: audit, log, event, history. */
  readonly appendOnly: boolean;
  /** True for a table with a foreign table among its partitions: it can have neither foreign nor unique keys. */
  readonly foreignBelow: boolean;
  /** The table that it is a partition of, and its INHERITS parents. */
  readonly partitionOf: Name | undefined;
  readonly inherits: readonly Name[];
}

/** An unmanaged table stays unchanged: it belongs to a platform or a tool, or the configuration lists it. */
export interface Unmanaged {
  readonly name: Name;
  readonly tool: string;
  /** `belongs to Supabase` */
  readonly why: string;
}

export interface Tenancy {
  /** Prefix of the tool's policies, triggers and functions. */
  readonly prefix: string;
  /** By relation key. */
  readonly tables: ReadonlyMap<string, TableTenancy>;
  /** Name of the tenant column that is added to tables without one. */
  readonly column: string;
  /** The tenants table and its key. */
  readonly tenants: {
    readonly name: Name;
    readonly key: string;
    /** SQL of the type: `uuid`. */
    readonly type: string;
    /** True where the kernel creates it. */
    readonly made: boolean;
    /** `tenancy.table: none`: there is none, and none is created. Its name is empty. */
    readonly absent?: true;
  };
  /** Tables that stay unchanged, by relation key; `tables` does not contain them. */
  readonly unmanaged?: ReadonlyMap<string, Unmanaged>;
  /** Schemas of the dump that stay unchanged. */
  readonly unmanagedSchemas?: readonly string[];
  /** Schemas whose tables are managed. */
  readonly schemas: readonly string[];
  readonly currentTenant: KernelFunction;
  readonly currentUser: KernelFunction;
  /** How the application looks a tenant up before it sets one (`tenancy.lookup`). */
  readonly lookup?: Lookup;
}

export interface Lookup {
  /** The role that owns the functions; the tenants table's policies let it read all rows. */
  readonly role: string;
  readonly functions: readonly LookupFunction[];
}

/** `core.find_tenant_by_code(text)`: returns the key of the tenant with this value in the column. */
export interface LookupFunction {
  readonly name: Name;
  readonly column: string;
  /** SQL of the column's type below all domains. */
  readonly type: string;
  /** The schema of the type's `=`: `pg_catalog`, or an extension's. */
  readonly operators: string;
}

/** `core.current_tenant_id()`: the function that policies and defaults call. */
export interface KernelFunction {
  readonly name: Name;
  /** SQL of its return type. */
  readonly type: string;
  /** The SQL expression that it returns, if the configuration has one (`tenancy.tenantExpression`). */
  readonly expression?: string;
  /** The setting that it reads; undefined where its body leaves it open. */
  readonly setting: string | undefined;
  /** True where the kernel creates it. */
  readonly made: boolean;
}

/** An object of the dump that another one replaces. */
export interface Replaced {
  readonly kind: string;
  readonly table?: string;
  readonly name: string;
  readonly by: string;
  readonly why: string;
}

/** An object of the dump with another definition in the result. */
export interface Changed {
  readonly kind: string;
  readonly name: string;
  readonly what: string;
  readonly why: string;
  /** Only on servers before this version: later ones have it by default. */
  readonly before?: number;
  /** Only on servers from this version on: older ones cannot have it otherwise. */
  readonly since?: number;
}

/** A leak that remains. */
export interface Known {
  /** `schema.table`, the identity of a routine, or a schema. */
  readonly relation: string;
  /**
   * The attack: `read`, `write`, `foreign key`, `unique`, `function`, `temporary object`, `superuser owner`,
   * `truncate`, `create`.
   */
  readonly attack: string;
  /** The key or index, or the role that may truncate or create; else the relation. Absent for temporary objects. */
  readonly name?: string;
  /** For an open table: its name shows that its rows are for all tenants. */
  readonly rows?: 'everybody';
  /** For a function: it returns a tenant's key and nothing else of another tenant. */
  readonly returns?: 'key';
  readonly why: string;
}

export interface Declared {
  readonly replaced: readonly Replaced[];
  readonly changed: readonly Changed[];
  readonly known: readonly Known[];
}

export const nothingDeclared: Declared = { replaced: [], changed: [], known: [] };

export interface Exemption {
  /** The name as regclass prints it. */
  readonly relation: string;
  readonly why: string;
}
