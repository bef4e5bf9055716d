/** Width and indentation of the project's Prettier configuration; Prettier itself is loaded only if there is one. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../../diagnostics/diagnostics.js';
import type { Settings } from '../../settings/settings.js';

/** https://prettier.io/docs/configuration */
const NAMES = [
  '.prettierrc',
  ...['json', 'yaml', 'yml', 'json5', 'js', 'ts', 'mjs', 'mts', 'cjs', 'cts', 'toml'].map(
    (end) => `.prettierrc.${end}`,
  ),
  ...['js', 'ts', 'mjs', 'mts', 'cjs', 'cts'].map((end) => `prettier.config.${end}`),
];

/** A package.json may also just list Prettier as a dependency. */
function hasKey(file: string): boolean {
  if (!existsSync(file)) return false;
  const text = readFileSync(file, 'utf8');
  if (file.endsWith('.yaml')) return /^prettier:/m.test(text);
  try {
    return 'prettier' in (JSON.parse(text) as object);
  } catch {
    return false;
  }
}

const configures = (folder: string): boolean =>
  NAMES.some((name) => existsSync(join(folder, name))) ||
  ['package.json', 'package.yaml'].some((name) => hasKey(join(folder, name)));

function isConfigured(file: string): boolean {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (configures(folder)) return true;
    if (dirname(folder) === folder) return false;
  }
}

/** @param file absolute path of the file that is written; Prettier's overrides may depend on it */
export async function projectLayout(
  file: string,
): Promise<Partial<Pick<Settings, 'printWidth' | 'tabWidth'>>> {
  if (!isConfigured(file)) return {};
  const { resolveConfig } = await import('prettier');
  try {
    const found = await resolveConfig(file, { editorconfig: true, useCache: false });
    return {
      ...(found?.printWidth === undefined ? {} : { printWidth: found.printWidth }),
      ...(found?.tabWidth === undefined ? {} : { tabWidth: found.tabWidth }),
    };
  } catch (error) {
    const [first] = (error as Error).message.split('\n', 1);
    throw new InputError('prettier/config', `The project’s Prettier configuration cannot be read: ${first}`, {
      help: 'Fix that file (npx prettier --find-config-path shows where it is); the baseline uses its print width.',
    });
  }
}
