#!/usr/bin/env node
/**
 * Writes the file, its word in the list and the fixture of a new kind of object or a new transform. The file throws until
 * it is written.
 *
 *   npm run new:kind types/domainCheck AlterDomainStmt
 *   npm run new:transform clean/renameSchemas
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const FORMS = {
  kind: { folder: 'kinds', usage: 'npm run new:kind AREA/NAME NODE', list: 'kinds', text: kindText },
  transform: {
    folder: 'transforms',
    usage: 'npm run new:transform STAGE/NAME',
    list: 'transforms',
    text: transformText,
  },
};

const [what, path = '', node = ''] = process.argv.slice(2);
const form = FORMS[what];
if (!form) fail('say kind or transform');
const at = path.lastIndexOf('/');
const name = path.slice(at + 1);
const folder = at === -1 ? form.folder : `${form.folder}/${path.slice(0, at)}`;
const registry = `src/${folder}/${form.list}.ts`;
if (!existsSync(ROOT + registry)) fail(`${registry} does not exist; usage: ${form.usage}`);
if (!/^[a-z][A-Za-z]*$/.test(name)) fail(`the name must be camel case; usage: ${form.usage}`);
if (what === 'kind' && !/^[A-Z]\w+$/.test(node))
  fail(`name the node of libpg-query that the statement is; usage: ${form.usage}`);

const file = `src/${folder}/${name}.ts`;
const fixture = `fixtures/${name}-basic`;
for (const made of [file, fixture]) if (existsSync(ROOT + made)) fail(`${made} exists already`);

writeFileSync(ROOT + registry, registered(readFileSync(ROOT + registry, 'utf8')));
writeFileSync(ROOT + file, form.text());
mkdirSync(ROOT + fixture);
writeFileSync(
  `${ROOT}${fixture}/input.sql`,
  '-- Dumped from database version 15.18\n-- Dumped by pg_dump version 15.18\n\n',
);
const traits = what === 'kind' ? `; npm run check names the traits that it has to decide` : '';
console.log(
  `${file}${traits}\n${registry}\n${fixture}/input.sql: write what pg_dump says, then run: npm run update`,
);

/** The import at its place in the alphabet, and the name: of transforms before the last one, which takes what the others leave. */
function registered(text) {
  const line = `import { ${name} } from './${name}.js';`;
  const imports = [...text.matchAll(/^import \{ (\w+)[^}]*\} from '\.\/\w+\.js';$/gm)];
  const after = imports.find(([, other]) => other.localeCompare(name) > 0) ?? imports.at(-1);
  const withImport = `${text.slice(0, after.index)}${line}\n${text.slice(after.index)}`;
  if (what === 'kind') return withImport.replace(/,?\s*\] as const;/, (end) => `, ${name}${end}`);
  const last = /\n {2}\w+,\n\];/.exec(withImport);
  return `${withImport.slice(0, last.index)}\n  ${name},${withImport.slice(last.index)}`;
}

function kindText() {
  const label = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `/** https://www.postgresql.org/docs/current/sql-commands.html */
import type { Kind } from '../base/kind.js';

export const ${name}: Kind<'${name}', '${node}'> = {
  name: '${name}',
  label: '${label}',
  nodes: ['${node}'],
  read(statement) {
    throw new Error(\`${name} does not read yet: \${statement.text}\`);
  },
  guard: ({ sql }) => ({ sql }),
};
`;
}

function transformText() {
  return `/** */
import type { Transform } from '../base/transform.js';

export const ${name}: Transform = {
  name: '${name}',
  stage: '${path.slice(0, at)}',
  summary: 'One sentence for the README.',
  apply() {
    throw new Error('${name} does nothing yet');
  },
};
`;
}

function fail(message) {
  console.error(`new: ${message}`);
  process.exit(2);
}
