/** What a conversion can be told, with every default filled in. `config.ts` reads it from files; this imports nothing. */

export type Preset = 'plain' | 'hims';

export interface Settings {
  readonly preset: Preset;
  /** Owners of objects: left out, or set by guarded ALTER … OWNER TO. */
  readonly owners: 'strip' | 'keep';
  /** GRANT, REVOKE and default privileges. */
  readonly privileges: 'keep' | 'strip';
  /** Roles that policies, mappings and privileges name: made when missing, expected to be there, or not mentioned. */
  readonly roles: 'create' | 'expect' | 'skip';
  /** The server's major version; undefined: the one that the dump says it comes from. */
  readonly postgres: number | undefined;
  /** Names of transforms that are off. */
  readonly off: readonly string[];
  /** Width and indentation of the layout. */
  readonly printWidth: number;
  readonly tabWidth: number;
}

export const defaults: Settings = {
  preset: 'plain',
  owners: 'strip',
  privileges: 'keep',
  roles: 'create',
  postgres: undefined,
  off: [],
  printWidth: 110,
  tabWidth: 2,
};
