/** A folder of migrations: they run in the runner's order in a scratch database, and pg_dump reads the result. */
import type { Diagnostic } from '../diagnostics/diagnostics.js';
import { baselineRunner } from '../runners/registry.js';
import { decode } from '../source/decode.js';
import { isOwnOutput } from '../source/ownOutput.js';
import type { SqlText } from './engine/loaded.js';
import { refuseFailures } from './engine/refused.js';
import { throughEngine } from './engine/throughEngine.js';
import { orderedMigrations } from './migrations.js';
import type { Folder, Read, Source, SourceContext } from './source.js';

const { names, placeholders, sideFile } = baselineRunner;

export interface FolderTexts {
  /** In the order in which they run. */
  readonly texts: readonly SqlText[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The migrations of a folder. @throws InputError */
export async function migrationTexts(folder: Folder, context: SourceContext): Promise<FolderTexts> {
  const { run, diagnostics } = orderedMigrations(folder.name, folder.files);
  const texts: SqlText[] = [];
  const found: Diagnostic[] = [...diagnostics];
  for (const path of run) {
    const file = `${folder.name.replace(/\/+$/, '')}/${path}`;
    const { text } = decode(await context.readFile(folder, path), file);
    const beside = `${path}${sideFile.ending}`;
    const side = folder.files.includes(beside)
      ? decode(await context.readFile(folder, beside), `${file}${sideFile.ending}`).text
      : '';
    found.push(...placeholdersIn(text, side, file));
    const form = isOwnOutput(text) ? 'baseline' : 'migration';
    texts.push({ text, file, form, alone: names.runsAlone(side) });
  }
  return { texts, diagnostics: found };
}

/** Only the runner's configuration knows their values. */
function placeholdersIn(text: string, side: string, file: string): Diagnostic[] {
  if (!text.includes(placeholders.begin) || sideFile.textFor(text, side) === side) return [];
  const message = `${file} contains ${placeholders.begin}, where ${baselineRunner.name} inserts a value that is not known here.`;
  return [
    {
      severity: 'warning',
      code: 'source/placeholder',
      message,
      help: `If it is no placeholder, keep ${file}${sideFile.ending} beside the file, with the line placeholderReplacement=false.`,
    },
  ];
}

async function readFolder(folder: Folder, context: SourceContext): Promise<Read> {
  const { texts, diagnostics } = await migrationTexts(folder, context);
  const { sql, notRun, data, owners, ...loaded } = refuseFailures(await throughEngine(texts, context), texts);
  return {
    bytes: new TextEncoder().encode(sql),
    file: folder.name,
    form: 'dump',
    isLoaded: true,
    owners,
    notRun,
    data,
    diagnostics: [...diagnostics, ...loaded.diagnostics],
  };
}

export const folder = {
  name: 'folder',
  read: (place, context) => (place.is === 'folder' ? readFolder(place, context) : undefined),
} as const satisfies Source;
