/** The hospital's export as the sample's configuration converts it, read by the code that the command line uses. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PassThrough } from 'node:stream';
import { planOf } from '../../../src/cli/configuration.js';
import { convert, ready, type Conversion } from '../../../src/index.js';
import { defaults } from '../../../src/settings.js';

const SAMPLE = new URL('../../../samples/hims/', import.meta.url);

/** The database's owner runs the baseline, an administrator what only a superuser may do. */
export interface Parts {
  readonly before: string | undefined;
  readonly sql: string;
  readonly after: string | undefined;
}

/** Until the sample's configuration decides. */
const UNTIL_CONFIGURED = {
  referenceTables: [
    'core.roles',
    'core.role_permissions',
    'core.system_settings',
    'hr.designations',
    'hr.shifts',
    'insurance.insurers',
    'insurance.tpas',
    'inventory.item_categories',
  ],
  mixedTables: ['laboratory.test_master', 'laboratory.analyzers'],
  logTables: ['audit.*', 'abdm.gateway_callbacks'],
};

export const readExport = (): Buffer =>
  readFileSync(new URL('schema_export_from_docker_20251222_110429.sql', SAMPLE));

export async function convertSample(): Promise<Conversion> {
  await ready();
  const cwd = fileURLToPath(SAMPLE);
  const io = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough(), cwd, env: {} };
  const plan = await planOf({}, io);
  const tenancy = { ...defaults.tenancy, ...UNTIL_CONFIGURED, ...plan.settings.tenancy };
  const settings = { ...plan.settings, tenancy, preset: 'hims', superuser: 'separate' } as const;
  return convert(readExport(), settings, basename(plan.dump ?? ''));
}

export function partsOf(conversion: Conversion): Parts {
  const { files = [] } = conversion as Conversion & { readonly files?: readonly File[] };
  const ending = (end: string): string | undefined => files.find(({ path }) => path.endsWith(end))?.sql;
  return { before: ending('before_V001.sql'), sql: conversion.sql, after: ending('after_V001.sql') };
}

interface File {
  readonly path: string;
  readonly sql: string;
}

/** A leak that the report declares. */
export interface Known {
  readonly relation: string;
  readonly attack: 'read' | 'write' | 'foreign key' | 'unique' | 'function' | 'truncate';
  readonly name: string;
  readonly why: string;
}

export const knownOf = ({ report }: Conversion): readonly Known[] =>
  (report as Conversion['report'] & { readonly known?: readonly Known[] }).known ?? [];
