/** The README's help and tables and docs/diagnostics.md are generated: `npm run update` writes them, a difference fails. */
import { readFileSync } from 'node:fs';
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
