/** What the classification found out about the tables: who their rows belong to, and by which column. */
import type { TypeName } from '../grammar.js';
import type { Name } from './names.js';

/**
 * - `root`: the tenants table
 * - `tenant`: every row belongs to one tenant
 * - `mixed`: the tenant column may be NULL; such a row belongs to nobody, or to all (`sharedRows`)
 * - `reference`: rows belong to all
 */
export type TableClass = 'root' | 'tenant' | 'mixed' | 'reference';

export interface TenantColumn {
  readonly name: string;
  /** Undefined for a column that the tool adds: it has the type of the tenants' key. */
  readonly type: TypeName | undefined;
  readonly notNull: boolean;
  /** How a value of the tenants' key is compared with it: as it is, or `::text`. */
  readonly cast: '' | '::text';
  /** Of the key's type, of a domain over it, text, another type that holds text, or one that cannot hold a key. */
  readonly form: 'key' | 'domain' | 'text' | 'textLike' | 'other';
  /** What a domain is made of in the end, as SQL. */
  readonly base?: string;
  /** Where it comes from: the tool adds it, the table has it, or its parent does. */
  readonly from: 'added' | 'own' | 'inherited' | 'partition';
}

export interface TableTenancy {
  readonly name: Name;
  readonly class: TableClass;
  /** One sentence: why. */
  readonly evidence: string;
  /** The configuration lists the table, or the table that it is a part of. */
  readonly configured: boolean;
  /** Nothing tells; treated as tenant-owned, and listed. */
  readonly undecided: boolean;
  /** Of a reference table: not its name, but the structure of the dump or its author's policies show it. */
  readonly shown: boolean;
  /** Of a table of memberships: its column for the user, who may belong to several tenants. */
  readonly memberColumn?: string | undefined;
  /**
   * The tenants' key in the tenants table itself. Undefined for reference tables, for foreign tables, and for typed tables,
   * which can have no other column than their type's.
   */
  readonly column: TenantColumn | undefined;
  /** Rows of a mixed table whose tenant column is NULL are readable by all tenants, and writable by none. */
  readonly sharedRows: boolean;
  /**
   * `foreign`: no row-level security, no keys. `typed`: CREATE TABLE … OF type. `fixed`: something of the dump spells its rows
   * out. Neither of the two can gain a column.
   */
  readonly form: 'table' | 'typed' | 'fixed' | 'foreign';
  /** What spells the rows out, of a table that can gain no column; it may have the tenant column all the same. */
  readonly fixedBy: string | undefined;
  /** A log that may be written without a tenant: its policy compares by IS NOT DISTINCT FROM. */
  readonly withoutTenant: boolean;
  /** Rows are added and never changed: audit, log, event, history. */
  readonly appendOnly: boolean;
  /** A partition below it is a foreign table: then it can have no foreign keys and no unique keys. */
  readonly foreignBelow: boolean;
  /** The table that it is a partition of, and its INHERITS parents. */
  readonly partitionOf: Name | undefined;
  readonly inherits: readonly Name[];
}

/** A table that stays as it is: it belongs to a platform or a tool, or the configuration lists it as unmanaged. */
export interface Unmanaged {
  readonly name: Name;
  readonly tool: string;
  /** `belongs to Supabase` */
  readonly why: string;
}

export interface Tenancy {
  /** What the names of the tool's policies, triggers and functions begin with. */
  readonly prefix: string;
  /** By relation key. */
  readonly tables: ReadonlyMap<string, TableTenancy>;
  /** The name of the tenant column that tables without one gain. */
  readonly column: string;
  /** The tenants table and its key. */
  readonly tenants: {
    readonly name: Name;
    readonly key: string;
    /** As SQL: `uuid`. */
    readonly type: string;
    /** The dump has none: the kernel makes it. */
    readonly made: boolean;
    /** There is none, and none is made: `tenancy.table: none`. Its name is empty. */
    readonly absent?: true;
  };
  /** Tables that are left as they are, by relation key; they are not among `tables`. */
  readonly unmanaged?: ReadonlyMap<string, Unmanaged>;
  /** Schemas of the dump that are left as they are. */
  readonly unmanagedSchemas?: readonly string[];
  /** Schemas whose tables are looked after. */
  readonly schemas: readonly string[];
  readonly currentTenant: KernelFunction;
  readonly currentUser: KernelFunction;
  /** How the application finds a tenant before it sets one (`tenancy.lookup`). */
  readonly lookup?: Lookup;
}

export interface Lookup {
  /** The role that owns the functions, and that the tenants table's policies let read all rows. */
  readonly role: string;
  readonly functions: readonly LookupFunction[];
}

/** `core.find_tenant_by_code(text)`: the key of the tenant whose column has the value. */
export interface LookupFunction {
  readonly name: Name;
  readonly column: string;
  /** The column's type, below all domains, as SQL. */
  readonly type: string;
  /** The schema of the type's `=`: `pg_catalog`, or that of an extension. */
  readonly operators: string;
}

/** `core.current_tenant_id()`: the function that policies and defaults call. */
export interface KernelFunction {
  readonly name: Name;
  /** What it returns, as SQL. */
  readonly type: string;
  /** The SQL expression that it returns, if the configuration gives one (`tenancy.tenantExpression`). */
  readonly expression?: string;
  /** The setting that it reads; undefined where its body does not tell. */
  readonly setting: string | undefined;
  /** The dump has none: the kernel makes it. */
  readonly made: boolean;
}

/** An object of the dump that another stands for. */
export interface Replaced {
  readonly kind: string;
  readonly table?: string;
  readonly name: string;
  readonly by: string;
  readonly why: string;
}

/** An object of the dump whose definition differs in the result. */
export interface Changed {
  readonly kind: string;
  readonly name: string;
  readonly what: string;
  readonly why: string;
  /** Only on servers older than this version: others have it so anyway. */
  readonly before?: number;
  /** Only on servers of this version and later: older ones cannot have it otherwise. */
  readonly since?: number;
}

/** A leak that remains. */
export interface Known {
  /** `schema.table`, the identity of a routine, or a schema. */
  readonly relation: string;
  /**
   * The way across: `read`, `write`, `foreign key`, `unique`, `function`, `temporary object`, `superuser owner`, `truncate`,
   * `create`.
   */
  readonly attack: string;
  /** The key or index, the role that may truncate or create; else the relation again. Absent for temporary objects. */
  readonly name?: string;
  /** Of an open table: its rows are everybody's, as its name tells. */
  readonly rows?: 'everybody';
  /** Of a function: it returns the key of a tenant, and nothing else of another tenant. */
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
  /** As regclass prints it. */
  readonly relation: string;
  readonly why: string;
}
