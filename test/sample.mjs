// npm run sample: converts the sample's export as its configuration says, and lets verify judge the result in PGlite, a real
// PostgreSQL inside the process.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cwd = fileURLToPath(new URL('../samples/hims/', import.meta.url));
const cli = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

for (const command of ['convert', 'verify']) {
  const { status } = spawnSync(process.execPath, [cli, command], { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
