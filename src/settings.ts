/** What a conversion can be told, with every default filled in. `config.ts` reads it from files; this imports nothing. */

/** The words that each setting takes; the first is what it is when nothing is said. */
export const choices = {
  preset: ['plain', 'hims'],
  owners: ['strip', 'keep'],
  privileges: ['keep', 'strip'],
  roles: ['create', 'expect', 'skip'],
  postgres: [13, 14, 15, 16, 17, 18],
} as const;

export type Preset = (typeof choices.preset)[number];

export interface Settings {
  readonly preset: Preset;
  /** Owners of objects: left out, or set by guarded ALTER … OWNER TO. */
  readonly owners: (typeof choices.owners)[number];
  /** GRANT, REVOKE and default privileges. */
  readonly privileges: (typeof choices.privileges)[number];
  /** Roles that policies, mappings and privileges name: made when missing, expected to be there, or not mentioned. */
  readonly roles: (typeof choices.roles)[number];
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
