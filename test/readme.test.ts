/** The README's help and tables and docs/diagnostics.md are generated: `npm run update` writes them, a difference fails. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cliHelp } from '../src/cli/program.js';
import { configTable, diagnosticsPage, kindTable, transformTable } from '../src/cli/io/tables.js';

const README = new URL('../README.md', import.meta.url);

const between = (text: string, name: string, content: string): string =>
  text.replace(
    new RegExp(`(<!-- ${name}:begin -->\n)[^]*?(<!-- ${name}:end -->)`),
    (_, begin: string, end: string) => `${begin}${content}\n${end}`,
  );

test('the help and the tables of the README are those of the tool', async () => {
  const parts: readonly (readonly [string, string])[] = [
    ['help', `\`\`\`\n${(await cliHelp()).trimEnd()}\n\`\`\``],
    ['verify', `\`\`\`\n${(await cliHelp('verify')).trimEnd()}\n\`\`\``],
    ['config', configTable()],
    ['transforms', transformTable()],
    ['kinds', kindTable()],
  ];
  const readme = readFileSync(README, 'utf8');
  for (const [name] of parts) expect(readme).toContain(`<!-- ${name}:begin -->`);
  const generated = parts.reduce((text, [name, content]) => between(text, name, content), readme);
  await expect(generated).toMatchFileSnapshot('../README.md');
});

test('docs/diagnostics.md is that of the registry', async () => {
  await expect(diagnosticsPage()).toMatchFileSnapshot('../docs/diagnostics.md');
});

test('the README shows the two commands that do everything', () => {
  const readme = readFileSync(README, 'utf8');
  expect(readme).toContain('npm ci && npm run sample');
  expect(readme).toContain('npm ci && npm test');
});

test('documents and comments name files that exist', () => {
  const root = join(import.meta.dirname, '..');
  const source = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const documents = [
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'docs/decisions.md',
    ...source.filter((file) => file.endsWith('.ts')).map((file) => `src/${file}`),
  ];
  const named = documents.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/(?<![\w./])(?:src|test)\/[\w./]*[\w/]/g)].map(
      ([path]) => [file, path] as const,
    ),
  );
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter(([, path]) => !existsSync(join(root, path)))).toEqual([]);
});
