/**
 * One file a kind and a transform reads well and starts slowly: the build joins them, so that a start opens a handful of
 * files instead of two hundred. Parts that are loaded only when they are asked for stay apart.
 *
 * Packages that package.json depends on stay outside. What it names for development and the code imports, yargs, goes into
 * the build: to find and open the dozen small packages that yargs stands on takes longer than to run them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { dependencies } = JSON.parse(readFileSync(here('package.json'), 'utf8'));

/** The folder of the package that a module is in. */
const PACKAGE = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/;

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
    const source = `Packages that are part of this build\n\n${texts.join(`\n${'-'.repeat(72)}\n\n`)}`;
    this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY.txt', source });
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
  external: new RegExp(`^(?:${Object.keys(dependencies).join('|')})(?:/|$)`),
  resolve: { alias: { 'string-width': here('src/cli/io/textWidth.ts') } },
  plugins: [notices],
  // Chunks lie as deep as the entry, for package.json is looked up from where the code is.
  output: { dir: 'dist', format: 'esm', chunkFileNames: 'parts/[name].js' },
};
