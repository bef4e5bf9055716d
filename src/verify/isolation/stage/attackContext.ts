/** The database with the rows of two tenants, and what the attacks need to know about it. */
import { type Claim, settingValue } from './claims.js';
import type { Principal } from './attempt.js';
import { Findings } from './leaks.js';
import type { Battlefield } from './lost.js';
import { type Privileges, privilegesOf } from './principals.js';
import type { Schema } from './relations.js';
import type { Rows } from './rows.js';
import type { Types } from './types.js';

export type SettingState = 'unset' | 'empty' | 'garbage' | 'set';

export interface Settings {
  readonly tenant: string;
  readonly user: string | undefined;
  /** The ids of tenant A, of the other tenant, and of A's user. */
  readonly a: string;
  readonly b: string;
  readonly userOfA: string;
  readonly claims: readonly Claim[];
}

export class AttackContext {
  readonly findings = new Findings();
  private readonly may = new Map<Principal, ReadonlyMap<number, Privileges>>();

  private constructor(
    readonly database: Battlefield,
    readonly schema: Schema,
    readonly types: Types,
    readonly rows: Rows,
    readonly principals: readonly Principal[],
    readonly names: Settings,
  ) {}

  static async of(
    database: Battlefield,
    schema: Schema,
    types: Types,
    rows: Rows,
    principals: readonly Principal[],
    names: Settings,
  ): Promise<AttackContext> {
    const context = new AttackContext(database, schema, types, rows, principals, names);
    for (const principal of principals) context.may.set(principal, await privilegesOf(database, principal));
    return context;
  }

  /** Names of the columns that hold the tenant: a view may show one. */
  get tenantNames(): ReadonlySet<string> {
    const tables = [...this.schema.relations.values()].filter(({ id }) => id !== this.schema.tenants?.id);
    return new Set(tables.flatMap(({ tenant }) => (tenant === undefined ? [] : [tenant])));
  }

  privileges(principal: Principal): ReadonlyMap<number, Privileges> {
    return this.may.get(principal)!;
  }

  settings(state: SettingState = 'set'): Readonly<Record<string, string>> {
    const { tenant, user, a, userOfA, claims } = this.names;
    const who = user === undefined ? {} : { [user]: userOfA };
    switch (state) {
      case 'unset':
        return {};
      case 'empty':
        return { [tenant]: '', ...who };
      case 'garbage':
        return { [tenant]: `no tenant's`, ...who };
      case 'set':
        return { [tenant]: settingValue(claims, a, userOfA), ...who };
    }
  }

  /** Runs `body` without the rows of these tenants. */
  async without<T>(tenants: readonly ('A' | 'B')[], body: () => Promise<T>): Promise<T> {
    const ids = tenants.map((tenant) => (tenant === 'A' ? this.names.a : this.names.b));
    const tables = [...this.schema.relations.values()].filter(
      ({ kind, id, root, tenant }) => (kind === 'r' || kind === 'p') && id === root && tenant !== undefined,
    );
    const gone = tables.map(
      ({ name, tenant }) =>
        `DELETE FROM ${name} WHERE ${tenant!}::text IN (${ids.map((id) => `'${id}'`).join(', ')});`,
    );
    return this.aside(
      `SET LOCAL session_replication_role = replica; ${gone.join('\n')} SET LOCAL session_replication_role = origin;
      SELECT baseline_verify.refresh();`,
      body,
    );
  }

  /** Prepares something, runs `body`, and rolls back. */
  async aside<T>(sql: string, body: () => Promise<T>): Promise<T> {
    await this.database.run(`SAVEPOINT aside; ${sql}`);
    const result = await body();
    await this.database.run('ROLLBACK TO SAVEPOINT aside; RELEASE SAVEPOINT aside');
    return result;
  }
}
