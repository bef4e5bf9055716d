// What other tools need for the same file: formatters and a parser with its printer, installed into the temp folder, and pg_dump
// writing the same schema, where PostgreSQL 15 is installed. Where one fails, it is said how.
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createViteServer } from 'vitest/node';
import { Failed, here, interleaved, node, ratio, shown, work } from './measure.mjs';

/** Each prints SQL of the file that it is given; the lines that are meant for psql are not SQL. */
const READ = `import { readFileSync } from 'node:fs';
const sql = readFileSync(process.argv[2], 'utf8').replace(/^\\\\.*$/gm, '');`;
const PEERS = {
  'sql-formatter': {
    packages: ['sql-formatter@15.9.0'],
    script: `import { format } from 'sql-formatter';
process.stdout.write(format(sql, { language: 'postgresql' }));`,
  },
  'prettier-plugin-sql-cst': {
    packages: ['prettier@3.10.1', 'prettier-plugin-sql-cst@0.22.1'],
    script: `import { format } from 'prettier';
process.stdout.write(await format(sql, { parser: 'postgresql', plugins: ['prettier-plugin-sql-cst'] }));`,
  },
  'pgsql-parser + deparser': {
    packages: ['pgsql-parser@18.2.8', 'pgsql-deparser@18.3.8'],
    script: `import { parse } from 'pgsql-parser';
import { deparse } from 'pgsql-deparser';
process.stdout.write(await deparse(await parse(sql)));`,
  },
};

/** @param parser what only parsing the same file takes */
export async function besidePeers(file, parser, runs) {
  writeFileSync(join(work, 'package.json'), '{ "type": "module" }');
  const packages = Object.values(PEERS).flatMap((peer) => peer.packages);
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', ...packages], { cwd: work });
  for (const [name, { script }] of Object.entries(PEERS)) {
    const path = join(work, `${name.replaceAll(/\W+/g, '-')}.mjs`);
    writeFileSync(path, `${READ}\n${script}\n`);
    report(name, parser, () => interleaved([node([path, file])], runs)[0]);
  }
  await besidePgDump(file, parser, runs);
}

function report(name, parser, measure) {
  try {
    const usage = measure();
    console.log(`  ${name.padEnd(24)} ${shown(usage)}   ${ratio(usage, parser)} times the parser`);
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    console.log(`  ${name.padEnd(24)} fails: ${error.message.slice(0, 160)}`);
  }
}

/** CPU time is pg_dump's own; the server's is in the time on the clock. */
async function besidePgDump(file, parser, runs) {
  const vite = await createViteServer({
    root: here('../../'),
    configFile: false,
    appType: 'custom',
    logLevel: 'warn',
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, watch: null, ws: false, hmr: false },
  });
  let server;
  try {
    const { startCluster } = await vite.ssrLoadModule('/test/database/cluster.ts');
    server = await startCluster(15);
    const env = { ...process.env, ...server.env };
    execFileSync('psql', ['--quiet', '--no-psqlrc', '--file', file, 'postgres'], { env, stdio: 'ignore' });
    report('pg_dump --schema-only', parser, () => interleaved([() => timed(env)], runs)[0]);
  } catch (error) {
    console.log(`  ${'pg_dump --schema-only'.padEnd(24)} not measured: ${error.message.split('\n')[0]}`);
  } finally {
    await server?.stop();
    await vite.close();
  }
}

function timed(env) {
  const command = `TIMEFORMAT='%R %U %S'; time pg_dump --schema-only --file=/dev/null postgres`;
  const { status, stderr } = spawnSync('bash', ['-c', command], { env, encoding: 'utf8' });
  if (status !== 0) throw new Failed(stderr.split('\n')[0]);
  const [wall, user, system] = stderr.trim().split(/\s+/).slice(-3).map(Number);
  return { wall: wall * 1000, cpu: (user + system) * 1000 };
}
