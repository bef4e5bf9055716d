/** What a table's name indicates: reference data, a migration tool's history, a log, a leftover. */
import type { Name } from '../../catalog/names.js';
import { runners } from '../../runners/registry.js';
import { matches, words } from './patterns.js';

/** Terminologies, geography and other master data that all tenants share. */
const REFERENCE = [
  'countries',
  'states',
  'districts',
  'pincodes',
  'currencies',
  'icd10*',
  'snomed*',
  'loinc*',
  '*drug_master',
  'drug_interaction*',
  'vaccine*',
  'triage_level*',
  'modalit*',
  '*_packages',
  'gst_slab*',
  'hsn*',
  'sac_codes',
  'units',
  'permissions',
];

/** History tables that migration tools create and write themselves, each with all columns that it may have. */
export const MIGRATION_TOOLS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(runners.flatMap(({ history }) => Object.entries(history?.tables ?? {}))),
  databasechangelog:
    'id author filename dateexecuted orderexecuted exectype md5sum description comments tag liquibase contexts labels deployment_id',
  databasechangeloglock: 'id locked lockgranted lockedby',
  schema_migrations: 'version dirty inserted_at statements name created_by idempotency_key rollback',
  ar_internal_metadata: 'key value created_at updated_at',
  pgmigrations: 'id name run_on',
  migrations: 'id migration batch',
  knex_migrations: 'id name batch migration_time',
  knex_migrations_lock: 'index is_locked',
  _prisma_migrations:
    'id checksum finished_at migration_name logs rolled_back_at started_at applied_steps_count',
  alembic_version: 'version_num',
  django_migrations: 'id app name applied',
  goose_db_version: 'id version_id is_applied tstamp',
  __efmigrationshistory: 'migrationid productversion',
};

const LEFTOVERS = ['tmp_*', '*_tmp', '*_bak', '*_bak_*', '*_backup', '*_backup_*', '*_old'];

/** A patient's history is no log: users correct it like any other record. */
const HISTORIES_OF_PATIENTS =
  /^(clinical|family|medical|medication|obstetric|past|patient|personal|social|surgical|treatment)$/;

const LOG_WORDS = new Set(['audit', 'log', 'logs', 'event', 'events', 'history']);

export const isReferenceName = (name: Name): boolean => matches(REFERENCE, name);

const COLUMNS = new Map(Object.entries(MIGRATION_TOOLS).map(([name, columns]) => [name, columns.split(' ')]));

export const isNamedLikeHistory = ({ name }: Name): boolean => COLUMNS.has(name.toLowerCase());

/** Compares name and columns: a table of that name with other columns belongs to the design. */
export const isMigrationTool = ({ name }: Name, columns: Iterable<string>): boolean =>
  isNamedLikeHistory({ schema: undefined, name }) &&
  [...columns].every((column) => COLUMNS.get(name.toLowerCase())!.includes(column.toLowerCase()));

export const isLeftover = (name: Name): boolean => matches(LEFTOVERS, name);

/** Rows of a log are added, never changed. */
export function isLogName({ schema, name }: Name): boolean {
  const [last = '', before = ''] = words(name).toReversed();
  if (last === 'history' && HISTORIES_OF_PATIENTS.test(before)) return false;
  return LOG_WORDS.has(last) || words(schema ?? '').some((word) => LOG_WORDS.has(word));
}
