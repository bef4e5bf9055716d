// npm run sample: converts the sample's export as its configuration says, and lets verify judge the result in PGlite, a real
// PostgreSQL inside the process. Then the second phase: the migration from that export to a later one, which diff proves
// there before it writes it.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cwd = fileURLToPath(new URL('../samples/hims/', import.meta.url));
const cli = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

const exports = ['schema_export_from_docker_20251222_110429.sql', 'schema_export_after_phase2.sql'];
const migration = 'db/migration/V002__add_phase2_enhancements.sql';

for (const args of [
  ['convert'],
  ['verify'],
  // The second phase drops a backup table and two columns.
  ['diff', ...exports, '--allow-data-loss', '-o', migration],
]) {
  const { status } = spawnSync(process.execPath, [cli, ...args], { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
