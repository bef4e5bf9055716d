/** A released baseline, which databases have run: a runner with checksums stops at a changed one, and others miss the change. */
import { dirname, join, resolve } from 'node:path';
import { Undecided } from '../../diagnostics/diagnostics.js';
import { baselineRunner } from '../../runners/registry.js';
import { lastVersion } from '../../runners/versions.js';
import { withDefaults } from '../../settings/settings.js';
import { currentText } from '../io/files.js';
import { migrationsBeside } from '../project/migrations.js';
import { type Plan, STDOUT } from './configuration.js';

/** `B003__baseline.sql` beside `V001__baseline.sql`, after the last version: for new databases only. */
export function withNewBaseline(plan: Plan, cwd: string): Plan {
  if (!plan.newBaseline || plan.output === STDOUT) return plan;
  const { names } = baselineRunner;
  const all = migrationsBeside(plan.output, cwd);
  const own = names.migrationOf(plan.output.replace(/^.*[\\/]/, ''));
  const version = lastVersion(all.filter(({ type }) => type === 'versioned')) ?? own?.version ?? '001';
  const name = names.fileName('baseline', version, own?.description || 'baseline');
  return { ...plan, output: join(dirname(plan.output), name) };
}

/** The server's history has the version of the output. */
async function isInHistory({ server, output, settings }: Plan): Promise<boolean> {
  const version = baselineRunner.names.versionOf(output);
  if (server === undefined || version === undefined) return false;
  const { openLive, readTable } = await import('../../verify/server/live.js');
  const { history } = baselineRunner;
  const live = await openLive(server);
  try {
    const versions = (await readTable(live, withDefaults(settings).historyTable, history.ran)) ?? [];
    const same = history.parts(version).join('.');
    return versions.some((one) => /^[\d._]+$/.test(one) && history.parts(one).join('.') === same);
  } finally {
    await live.database.close();
  }
}

/** @throws Undecided if the output is released, and its file would change */
export async function refuseReleased(plan: Plan, sql: string, cwd: string): Promise<void> {
  const { output, newBaseline, released } = plan;
  if (output === STDOUT) return;
  const found = currentText({ path: resolve(cwd, output), name: output });
  if (found === undefined || found.trim() === '' || found === sql) return;
  if (!released && !(await isInHistory(plan))) return;
  if (newBaseline)
    throw new Undecided(
      'project/released',
      `${output} would change, and new databases may have started with it.`,
      {
        help: `If none has, delete ${output} and repeat the command. Otherwise add a migration first, whose version it then gets.`,
      },
    );
  throw new Undecided(
    'project/released',
    `${output} would change, but databases have run it (${released ? 'released: true' : 'its version is in the history table of --server'}).`,
    {
      help: [
        'For databases that exist, write the change as a migration: pg-baseline diff OLD NEW',
        'For new databases only: --new-baseline',
      ].join('\n'),
    },
  );
}
