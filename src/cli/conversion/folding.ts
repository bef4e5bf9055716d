/** `--fold`: runs the dump and the migrations in an engine, and reads the schema back before and after them. */
import { InputError } from '../../diagnostics/diagnostics.js';
import type { Fold } from '../../fold.js';
import type { SqlText, StatementOf } from '../../sources/engine/loaded.js';
import type { File, SourceContext } from '../../sources/source.js';
import type { DumpFile } from '../io/input.js';
import { STDIN } from '../io/input.js';
import type { Plan } from './configuration.js';

export interface Folding {
  readonly fold: Fold;
  /** Lines for the terminal about what the migrations do to rows. */
  readonly lines: readonly string[];
}

/** @throws InputError if a migration cannot be read, or fails */
export async function foldingOf(
  { fold: names }: Pick<Plan, 'fold'>,
  dump: DumpFile,
  context: SourceContext,
): Promise<Folding> {
  const [{ decode }, { isOwnOutput }, { openEngine }, { throughEngine }, { refuseFailures }] =
    await Promise.all([
      import('../../source/decode.js'),
      import('../../source/ownOutput.js'),
      import('../../verify/engines.js'),
      import('../../sources/engine/throughEngine.js'),
      import('../../sources/engine/refused.js'),
    ]);
  const { text } = decode(dump.bytes, dump.file);
  const base: SqlText = { ...dump, text, form: isOwnOutput(text) ? 'baseline' : 'dump' };
  const migrations: (SqlText & { file: string })[] = [];
  for (const name of names) {
    const file = await migrationAt(name, context);
    migrations.push({
      text: decode(file.bytes, name).text,
      file: name,
      form: 'migration',
      alone: await runsAlone(name, context),
    });
  }
  const all = [base, ...migrations];
  const { prove } = await import('./foldProof.js');
  context.say?.('Starting PostgreSQL');
  const opened = await openEngine(context.engine, ...all.map(({ text: sql }) => sql));
  try {
    const options = { ...context, opened };
    const old = refuseFailures(await throughEngine([base], options), [base]);
    const now = refuseFailures(await throughEngine(all, options), all);
    const fold: Fold = {
      migrations: migrations.map(({ file, text: sql }) => ({ file, text: sql })),
      old: old.sql,
      now: now.sql,
      notRun: now.notRun.map(({ statement, why }) => ({ ...statement, why })),
    };
    await prove(fold, dump, options);
    return { fold, lines: rowsLines(now.data) };
  } finally {
    await opened.close();
  }
}

async function migrationAt(name: string, context: SourceContext): Promise<File> {
  if (name === STDIN)
    throw new InputError('cli/usage', '--fold reads files, not standard input.', {
      help: 'Save the migration to a file.',
    });
  const found = await context.open(name);
  if (found.is === 'file') return found;
  throw new InputError('input/directory', `${name} is a directory.`, {
    help: 'Name the migrations to merge, in their order: --fold V002__a.sql V003__b.sql',
  });
}

/** The file beside a migration may say that it runs outside a transaction. */
async function runsAlone(name: string, context: SourceContext): Promise<boolean> {
  const { baselineRunner } = await import('../../runners/registry.js');
  const { names, sideFile } = baselineRunner;
  const [, folder = '.', file = name] = /^(.*)[\\/]([^\\/]*)$/.exec(name) ?? [];
  const found = await context.open(folder).catch(() => undefined);
  const beside = `${file}${sideFile.ending}`;
  if (found?.is !== 'folder' || !found.files.includes(beside)) return false;
  return names.runsAlone(new TextDecoder().decode(await context.readFile(found, beside)));
}

const SHOWN = 60;

function rowsLines(data: readonly StatementOf[]): string[] {
  if (data.length === 0) return [];
  const what = data.length === 1 ? 'This statement changes' : `These ${data.length} statements change`;
  return [
    `${what} rows, which are no part of a schema, and ${data.length === 1 ? 'is' : 'are'} not in the output:`,
    ...data.map(({ file = '', line, text }) => {
      const words = text.replace(/\s+/g, ' ');
      return `  ${file}:${line}: ${words.length > SHOWN ? `${words.slice(0, SHOWN)}…` : words}`;
    }),
  ];
}
