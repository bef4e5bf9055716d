/** What names tell: reference data, tables of migration tools, logs, leftovers. */
import type { Name } from '../catalog/names.js';
import { matches, words } from './patterns.js';

/** Terminologies, geography and other masters that are the same for everybody. */
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

/** Schedulers, locks and sessions of frameworks: rows of the installation, not of a tenant. */
const FRAMEWORKS = ['qrtz_*', 'shedlock', 'spring_session*', 'batch_job_*', 'batch_step_*'];

/** History tables of migration tools: the runner makes and writes its own. */
export const MIGRATION_TOOLS = [
  'flyway_schema_history',
  'schema_version',
  'databasechangelog',
  'databasechangeloglock',
  'schema_migrations',
  'ar_internal_metadata',
  'pgmigrations',
  'knex_migrations',
  'knex_migrations_lock',
  '_prisma_migrations',
  'alembic_version',
  'django_migrations',
  'goose_db_version',
  '__efmigrationshistory',
  'supabase_migrations.*',
];

const LEFTOVERS = ['tmp_*', '*_tmp', '*_bak', '*_bak_*', '*_backup', '*_backup_*', '*_old'];

/** A patient's history is no log: it is corrected like any other record. */
const HISTORIES_OF_PATIENTS =
  /^(clinical|family|medical|medication|obstetric|past|patient|personal|social|surgical|treatment)$/;

const LOG_WORDS = new Set(['audit', 'log', 'logs', 'event', 'events', 'history']);

export const isReferenceName = (name: Name): boolean => matches([...REFERENCE, ...FRAMEWORKS], name);

export const isFramework = (name: Name): boolean => matches(FRAMEWORKS, name);

export const isMigrationTool = (name: Name): boolean => matches(MIGRATION_TOOLS, name);

export const isLeftover = (name: Name): boolean => matches(LEFTOVERS, name);

/** Rows are added and never changed. */
export function isLogName({ schema, name }: Name): boolean {
  const [last = '', before = ''] = words(name).toReversed();
  if (last === 'history' && HISTORIES_OF_PATIENTS.test(before)) return false;
  return LOG_WORDS.has(last) || words(schema ?? '').some((word) => LOG_WORDS.has(word));
}
