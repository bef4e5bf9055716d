/** Settings of the preset `hims`: the tenant of a row, keys per tenant, added columns. */

/** Table name patterns, `schema.table`; `*` matches any characters: `audit.*`, `core.tmp_*`. */
export type Patterns = readonly string[];

/** Which tenant a row belongs to, and the column for it. */
export interface TenancySettings {
  /** The tenants table; undefined: found in the dump by name; `none`: there is none. */
  readonly table: string | undefined;
  /** Creates it where the dump has none; otherwise the conversion stops. */
  readonly create: boolean;
  /** The tenant column for tables without one; by default the usual name of references to the tenants table. */
  readonly column: string | undefined;
  /** The function that returns the current tenant; the dump's own is used unchanged. */
  readonly tenantFunction: string;
  /** The function that returns the current user. */
  readonly userFunction: string;
  /** SQL expression for the tenant, if the tool creates the function. */
  readonly tenantExpression: string | undefined;
  /** The settings that the functions read, if the tool creates these; undefined: as in the dump's policies. */
  readonly tenantSetting: string | undefined;
  readonly userSetting: string;
  /** The function that checks tenant isolation. */
  readonly checkFunction: string;
  /** Schemas of other tools, which stay unchanged and unchecked. */
  readonly unmanagedSchemas: readonly string[];
  /** Tables that stay unchanged. */
  readonly unmanagedTables: Patterns;
  /** Tables of one tenant, of all tenants, of one or all (NULL), and logs written without a tenant. */
  readonly tenantTables: Patterns;
  readonly referenceTables: Patterns;
  readonly mixedTables: Patterns;
  readonly logTables: Patterns;
  /** Existing tenant columns with another name, by table. */
  readonly columns: Readonly<Record<string, string>>;
  /** Tables whose existing tenant column gets a foreign key to the tenants table. */
  readonly foreignKeys: Patterns;
  /** Columns of the tenants table by which the application looks a tenant up before it sets one. */
  readonly lookup: readonly string[];
}

export interface KeySettings {
  /** Composite foreign keys replace the single ones. */
  readonly replaceForeignKeys: boolean;
  /** Installs the extension where an exclusion constraint needs it for the tenant column. */
  readonly btreeGist: boolean;
  /** Columns whose values a tenant issues: unique within it. */
  readonly perTenant: Patterns;
  /** Unique constraints and indexes that stay unchanged, `schema.name`. */
  readonly global: Patterns;
}

export interface AuditSettings {
  /** Columns as SQL, by meaning. */
  readonly createdAt: string;
  readonly createdBy: string;
  readonly updatedAt: string;
  readonly updatedBy: string;
  readonly rowVersion: string;
  /** Tables that get none. */
  readonly except: Patterns;
  /** Tables whose rows never change: they get created_* only. */
  readonly appendOnly: Patterns;
}

/** The default where neither the configuration nor the dump has another. */
export const TENANT_SETTING = 'app.tenant_id';

/** The default tenant column where the dump's tables use no other. */
export const TENANT_COLUMN = 'tenant_id';

export const tenancy: TenancySettings = {
  table: undefined,
  create: false,
  column: undefined,
  tenantFunction: 'core.current_tenant_id',
  userFunction: 'core.current_user_id',
  tenantSetting: undefined,
  tenantExpression: undefined,
  userSetting: 'app.user_id',
  checkFunction: 'core.assert_tenant_isolation',
  unmanagedSchemas: [],
  unmanagedTables: [],
  tenantTables: [],
  referenceTables: [],
  mixedTables: [],
  logTables: [],
  columns: {},
  foreignKeys: [],
  lookup: [],
};

export const keys: KeySettings = {
  replaceForeignKeys: false,
  btreeGist: true,
  perTenant: [
    'mrn',
    'uhid',
    '*_no',
    'code',
    'employee_code',
    'email',
    'username',
    'abha_*',
    'barcode',
    'asset_tag',
    'id_type,id_value',
  ],
  global: [],
};

export const audit: AuditSettings = {
  createdAt: 'created_at timestamptz NOT NULL DEFAULT now()',
  createdBy: 'created_by uuid DEFAULT core.current_user_id()',
  updatedAt: 'updated_at timestamptz NOT NULL DEFAULT now()',
  updatedBy: 'updated_by uuid',
  rowVersion: 'row_version bigint NOT NULL DEFAULT 0',
  except: [],
  appendOnly: [],
};
