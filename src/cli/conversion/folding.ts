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
  const [{ decode }, { isOwnOutput }, { throughEngine }, { refuseFailures }] = await Promise.all([
    import('../../source/decode.js'),
    import('../../source/ownOutput.js'),
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
  const old = refuseFailures(await throughEngine([base], context), [base]);
  const all = [base, ...migrations];
  const now = refuseFailures(await throughEngine(all, context), all);
  const fold: Fold = {
    migrations: migrations.map(({ file, text: sql }) => ({ file, text: sql })),
    old: old.sql,
    now: now.sql,
    notRun: now.notRun.map(({ statement, why }) => ({ ...statement, why })),
  };
  await prove(fold, dump, context);
  return { fold, lines: rowsLines(now.data) };
}

/** Objects that a message lists. */
const NAMED = 5;

/** @throws InputError if the merged catalog gives another schema than dump and migrations */
async function prove(migrations: Fold, { bytes, file }: DumpFile, context: SourceContext): Promise<void> {
  const [{ foldProof }, { scannedDump }, { decode }, { throughEngine }] = await Promise.all([
    import('../../fold.js'),
    import('../../source/dump.js'),
    import('../../source/decode.js'),
    import('../../sources/engine/throughEngine.js'),
  ]);
  // What the settings refuse, the conversion reports.
  const lenient = { allowUnparsed: true, allowIncomplete: true };
  const { script, differing } = foldProof(scannedDump(decode(bytes, file).text, file), migrations, lenient);
  const again = await throughEngine([{ text: script, form: 'dump', file: 'the merged baseline' }], context);
  const wrong = differing(migrations.now, again.sql);
  if (process.env['FOLD_DEBUG']) for (const [n, t] of [['old', migrations.old], ['now', migrations.now], ['again', again.sql], ['script', script]] as const) (await import('node:fs')).writeFileSync(`/tmp/foldtry/dbg_${n}.sql`, t);
  // An expression that was read back once may be read back in other words: as casts of its constants.
  const others =
    wrong.length === 0
      ? []
      : differing((await throughEngine([{ text: migrations.now, form: 'dump' }], context)).sql, again.sql).filter(
          (id) => wrong.includes(id),
        );
  const [failure] = again.failures;
  if (others.length === 0) return;
  const more = others.length > NAMED ? ` and ${others.length - NAMED} more` : '';
  const why = failure === undefined ? '' : ` PostgreSQL says: ${failure.message}.`;
  throw new InputError(
    'fold/differs',
    `The baseline with the migrations would differ from what they give: ${others.slice(0, NAMED).join(', ')}${more}.${why}`,
    { help: 'Export the database after the migrations, and convert that.' },
  );
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
