/** The files of a new project beside its configuration. */
import { dirname, join } from 'node:path';
import { templates } from './templates/builtIn.js';

export interface ProjectFile {
  /** Relative to the folder of the project. */
  readonly name: string;
  readonly text: string;
}

/** Bytes decide about checksums: no line end may change in a checkout. */
export const attributesLine = (output: string): string =>
  `${dirname(output).replaceAll('\\', '/')}/** text eol=lf`;

/** A file that exists is left alone, but the line may be missing from it. */
export const hasLine = (text: string, line: string): boolean => text.split(/\r?\n/).includes(line);

export const WORKFLOW = '.github/workflows/pg-baseline.yml';

/** For GitHub Actions; other systems run the same two commands. */
export const workflow = `# The baseline is what the dump and the configuration give, and every migration applies after it.
name: pg-baseline
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: npm ci
      - run: npx pg-baseline check
`;

/** Two templates of the plan: the schema, and the fields that the law asks for. */
/** @param folder as the user would name it */
export const templateFiles = (folder: string): ProjectFile[] =>
  [
    ['V001__create_schema', 'create-schema'] as const,
    ['V002__add_compliance_fields', 'compliance-fields'] as const,
  ].map(([file, name]) => ({
    name: join(folder, `${file}.sql.template`).replaceAll('\\', '/'),
    text: templates[name],
  }));
