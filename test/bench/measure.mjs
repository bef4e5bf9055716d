// Processes under measurement: CPU time of all threads, time on the clock and peak memory, medians of several runs.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** In the temp folder, where no configuration of a project can be found. */
export const work = mkdtempSync(join(tmpdir(), 'pg-baseline-bench-'));
export const cleanUp = () => rmSync(work, { recursive: true, force: true });

export class Failed extends Error {}

/** Medians of all tasks, run in turn, so that whatever else the machine does falls on all of them alike. */
export function interleaved(tasks, count) {
  const all = tasks.map(() => []);
  for (let run = 0; run < count; run++) for (const [index, task] of tasks.entries()) all[index].push(task());
  return all.map((list) => ({
    cpu: median(list, 'cpu'),
    wall: median(list, 'wall'),
    memory: median(list, 'memory'),
  }));
}

const median = (list, what) =>
  list.map((usage) => usage[what]).sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** @throws Failed with the first line that names the error */
export const node =
  (args, cwd = work) =>
  () => {
    const usageFile = join(work, 'usage');
    const start = performance.now();
    const result = spawnSync(process.execPath, ['--import', import.meta.resolve('./usage.mjs'), ...args], {
      cwd,
      env: { ...process.env, USAGE_FILE: usageFile },
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const wall = performance.now() - start;
    if (result.status !== 0) throw new Failed(firstError(result.stderr));
    return { wall, ...JSON.parse(readFileSync(usageFile, 'utf8')) };
  };

const firstError = (text) =>
  text
    .split('\n')
    .find((line) => /^(?:\w+ \[)?\w*Error\b.*:/.test(line))
    ?.trim() ?? text.trim();

export const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export const shown = ({ cpu, wall, memory }) =>
  `${milliseconds(cpu)} CPU ${milliseconds(wall)} ${memory === undefined ? '      ' : `${memory.toFixed(0).padStart(5)} MB`}`;

export const ratio = (usage, base) => (usage.cpu / base.cpu).toFixed(2);

const milliseconds = (time) => `${time.toFixed(0).padStart(5)} ms`;

export const kilobytes = (bytes) => `${(bytes / 1024).toFixed(0)} KB`;
