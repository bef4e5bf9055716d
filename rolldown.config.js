/**
 * One file a kind and a transform reads well and starts slowly: the build joins them, so that a start opens a handful of
 * files instead of two hundred. Parts that are loaded only when they are asked for stay apart.
 *
 * Packages that package.json depends on stay outside. What it names for development and the code imports goes into the
 * build: yargs, since to find and open the dozen small packages that it stands on takes longer than to run them; and
 * PGlite's pg_dump, which as a dependency insists on another version of PGlite, and would bring a second one.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { dependencies } = JSON.parse(readFileSync(here('package.json'), 'utf8'));

/** The folder of the package that a module is in. */
const PACKAGE = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/;

/** pg_dump.wasm is compiled from PostgreSQL; its package has only the licence of what is around. */
const POSTGRESQL = `PostgreSQL, of which pg_dump is a part: https://www.postgresql.org/about/licence/

PostgreSQL Database Management System
(also known as Postgres, formerly known as Postgres95)

Portions Copyright (c) 1996-2026, PostgreSQL Global Development Group

Portions Copyright (c) 1994, The Regents of the University of California

Permission to use, copy, modify, and distribute this software and its documentation for any purpose, without fee, and
without a written agreement is hereby granted, provided that the above copyright notice and this paragraph and the
following two paragraphs appear in all copies.

IN NO EVENT SHALL THE UNIVERSITY OF CALIFORNIA BE LIABLE TO ANY PARTY FOR DIRECT, INDIRECT, SPECIAL, INCIDENTAL, OR
CONSEQUENTIAL DAMAGES, INCLUDING LOST PROFITS, ARISING OUT OF THE USE OF THIS SOFTWARE AND ITS DOCUMENTATION, EVEN IF THE
UNIVERSITY OF CALIFORNIA HAS BEEN ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

THE UNIVERSITY OF CALIFORNIA SPECIFICALLY DISCLAIMS ANY WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES
OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE. THE SOFTWARE PROVIDED HEREUNDER IS ON AN "AS IS" BASIS, AND THE
UNIVERSITY OF CALIFORNIA HAS NO OBLIGATIONS TO PROVIDE MAINTENANCE, SUPPORT, UPDATES, ENHANCEMENTS, OR MODIFICATIONS.
`;

/** What is copied into the build brings its licence along. */
const notices = {
  name: 'notices',
  generateBundle(_options, bundle) {
    const modules = Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds);
    const folders = modules.flatMap((id) => PACKAGE.exec(id)?.[0] ?? []);
    const texts = [...new Set(folders)].toSorted().map((folder) => {
      const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
      const licence = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
      if (!licence) this.error(`${name} has no licence to ship`);
      return `${name} ${version}\n\n${readFileSync(`${folder}/${licence}`, 'utf8').trim()}\n`;
    });
    texts.push(POSTGRESQL);
    const source = `Packages that are part of this build\n\n${texts.join(`\n${'-'.repeat(72)}\n\n`)}`;
    this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY.txt', source });
  },
};

/** The program that the copied JavaScript opens, beside itself. */
const pgDump = {
  name: 'pgDump',
  generateBundle(_options, bundle) {
    const name = 'pg_dump.wasm';
    const from = Object.values(bundle)
      .flatMap(({ moduleIds = [] }) => moduleIds)
      .find((id) => PACKAGE.exec(id)?.[0].endsWith('pglite-tools'));
    if (!from) this.error('PGlite’s pg_dump is not part of the build');
    this.emitFile({
      type: 'asset',
      fileName: `parts/${name}`,
      source: readFileSync(join(dirname(from), name)),
    });
  },
};

export default {
  input: {
    index: 'src/index.ts',
    'cli/main': 'src/cli/main.ts',
    'cli/writeSchema': 'src/cli/writeSchema.ts',
    // A thread is started from a file: here, beside the chunk that starts it.
    'parts/pgliteWorker': 'src/verify/engine/pgliteWorker.js',
  },
  platform: 'node',
  // Emscripten’s JavaScript contains one, for a debugger.
  checks: { eval: false },
  external: new RegExp(`^(?:${Object.keys(dependencies).join('|')})(?:/|$)`),
  resolve: { alias: { 'string-width': here('src/cli/io/textWidth.ts') } },
  plugins: [notices, pgDump],
  // Chunks lie as deep as the entry, for package.json is looked up from where the code is.
  output: { dir: 'dist', format: 'esm', chunkFileNames: 'parts/[name].js' },
};
