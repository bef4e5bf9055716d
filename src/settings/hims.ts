/** What the preset `hims` can be told: who a row belongs to, which keys are a tenant's, which columns are added. */

/** Names of tables, `schema.table`; a star stands for any letters: `audit.*`, `core.tmp_*`. */
export type Patterns = readonly string[];

/** Who a row belongs to, and by which column. */
export interface TenancySettings {
  /** The tenants table; undefined: found in the dump by its name; `none`: there is none. */
  readonly table: string | undefined;
  /** It is made where the dump has none; else the conversion stops there. */
  readonly create: boolean;
  /** The tenant column, where a table has none yet; by default the name that most tables use for their reference to the tenants table. */
  readonly column: string | undefined;
  /** The function that tells the current tenant; the dump's own is used as it stands. */
  readonly tenantFunction: string;
  /** The function that tells the current user. */
  readonly userFunction: string;
  /** The tenant as an SQL expression, which the function returns where the tool makes it. */
  readonly tenantExpression: string | undefined;
  /** The settings that the functions read, where the tool makes them; undefined: as the dump's policies tell. */
  readonly tenantSetting: string | undefined;
  readonly userSetting: string;
  /** The function that checks that tenants are apart. */
  readonly checkFunction: string;
  /** Schemas of other tools, which it does not look at, and which stay as they are. */
  readonly unmanagedSchemas: readonly string[];
  /** Tables that stay as they are. */
  readonly unmanagedTables: Patterns;
  /** Decisions: tables that belong to a tenant, to all, to a tenant or to all (NULL), and logs written without a tenant. */
  readonly tenantTables: Patterns;
  readonly referenceTables: Patterns;
  readonly mixedTables: Patterns;
  readonly logTables: Patterns;
  /** Existing tenant columns of another name, by table. */
  readonly columns: Readonly<Record<string, string>>;
  /** Tables whose existing tenant column gets a foreign key to the tenants table. */
  readonly foreignKeys: Patterns;
  /** Columns of the tenants table by which the application finds a tenant before it sets one. */
  readonly lookup: readonly string[];
}

export interface KeySettings {
  /** The single foreign keys give way to the composite ones. */
  readonly replaceForeignKeys: boolean;
  /** The extension is installed where an exclusion constraint needs it to take the tenant column. */
  readonly btreeGist: boolean;
  /** Columns whose values a tenant issues: unique within it. */
  readonly perTenant: Patterns;
  /** Unique constraints and indexes that stay as they are, `schema.name`. */
  readonly global: Patterns;
}

export interface AuditSettings {
  /** Columns as SQL, by what they tell. */
  readonly createdAt: string;
  readonly createdBy: string;
  readonly updatedAt: string;
  readonly updatedBy: string;
  readonly rowVersion: string;
  /** Tables that get none. */
  readonly except: Patterns;
  /** Tables whose rows are never changed: created_* only. */
  readonly appendOnly: Patterns;
}

/** Where neither the configuration nor the dump says another. */
export const TENANT_SETTING = 'app.tenant_id';

/** The tenant column, where the tables of the dump use no other. */
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
