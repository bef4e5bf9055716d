/** Proves that a dump with migrations merged into it gives the schema that dump and migrations give. */
import { InputError } from '../../diagnostics/diagnostics.js';
import type { Fold } from '../../fold.js';
import type { LoadOptions } from '../../sources/engine/loaded.js';
import type { DumpFile } from '../io/input.js';

/** Objects that a message lists. */
const NAMED = 5;

/** @throws InputError if the merged catalog gives another schema than dump and migrations */
export async function prove(
  migrations: Fold,
  { bytes, file }: DumpFile,
  options: LoadOptions,
): Promise<void> {
  const [{ foldProof }, { scannedDump }, { decode }, { throughEngine }] = await Promise.all([
    import('../../fold.js'),
    import('../../source/dump.js'),
    import('../../source/decode.js'),
    import('../../sources/engine/throughEngine.js'),
  ]);
  // What the settings refuse, the conversion reports.
  const lenient = { allowUnparsed: true, allowIncomplete: true };
  const { script, differing } = foldProof(scannedDump(decode(bytes, file).text, file), migrations, lenient);
  const again = await throughEngine([{ text: script, form: 'dump', file: 'the merged baseline' }], options);
  const wrong = differing(migrations.now, again.sql);
  // An expression that was read back once may be read back in other words: as casts of its constants.
  if (wrong.length === 0) return;
  const settled = await throughEngine([{ text: migrations.now, form: 'dump' }], options);
  const stillWrong = new Set(differing(settled.sql, again.sql));
  const others = wrong.filter((id) => stillWrong.has(id));
  if (others.length === 0) return;
  const [failure] = again.failures;
  const more = others.length > NAMED ? ` and ${others.length - NAMED} more` : '';
  const why = failure === undefined ? '' : ` PostgreSQL says: ${failure.message}.`;
  throw new InputError(
    'fold/differs',
    `The baseline with the migrations would differ from what they give: ${others.slice(0, NAMED).join(', ')}${more}.${why}`,
    { help: 'Export the database after the migrations, and convert that.' },
  );
}
