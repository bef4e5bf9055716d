/**
 * Schemas of platforms and tools, not of the design: their services write them, and an added column or policy would
 * break these. A name alone is no evidence: each needs its fingerprint too.
 */
import type { Tool } from './tool.js';

const any = ['*'];

export const PLATFORMS: readonly Tool[] = [
  {
    name: 'Supabase',
    schemas: {
      auth: any,
      storage: any,
      realtime: any,
      _realtime: any,
      _analytics: any,
      vault: any,
      graphql: any,
      graphql_public: [],
      pgsodium: any,
      pgsodium_masks: [],
      pgbouncer: [],
      supabase_functions: any,
      supabase_migrations: any,
      extensions: [],
    },
    tables: [
      'auth.users',
      'auth.sessions',
      'auth.identities',
      'auth.refresh_tokens',
      'auth.audit_log_entries',
      'auth.instances',
      'auth.schema_migrations',
      'storage.buckets',
      'storage.objects',
      'storage.migrations',
      'realtime.messages',
      'realtime.subscription',
      'realtime.schema_migrations',
      'vault.secrets',
      'supabase_functions.hooks',
      'supabase_functions.migrations',
    ],
    routines: ['auth.uid', 'auth.jwt', 'storage.foldername'],
    owners: /^supabase_/,
    roles: /^(?:supabase_\w+|service_role|dashboard_user|pgbouncer)$/,
  },
  { name: 'pg_net', schemas: { net: any }, extensions: ['pg_net'], routines: ['net.http_get'] },
  {
    name: 'pg_cron',
    schemas: { cron: any },
    extensions: ['pg_cron'],
    signature: { 'cron.job': 'jobid schedule command nodename nodeport database username' },
  },
  {
    name: 'pg_partman',
    schemas: { partman: any },
    extensions: ['pg_partman'],
    signature: { 'partman.part_config': 'parent_table control partition_interval premake' },
  },
  { name: 'pgmq', schemas: { pgmq: any }, extensions: ['pgmq'], routines: ['pgmq.send'] },
  {
    name: 'Hasura',
    schemas: { hdb_catalog: any },
    routines: ['hdb_catalog.gen_hasura_uuid', 'hdb_catalog.insert_event_log'],
    tables: ['hdb_catalog.hdb_*', 'hdb_catalog.event_*'],
  },
  {
    name: 'Drizzle',
    schemas: { drizzle: ['__drizzle_migrations'] },
    signature: { 'drizzle.__drizzle_migrations': 'id hash created_at' },
  },
  {
    name: 'Graphile Worker',
    schemas: { graphile_worker: any },
    routines: ['graphile_worker.add_job'],
    tables: ['graphile_worker._private_*', 'graphile_worker.job*', 'graphile_worker.known_crontabs'],
  },
  {
    name: 'Graphile Migrate',
    schemas: { graphile_migrate: ['migrations', 'current'] },
    signature: { 'graphile_migrate.migrations': 'hash previous_hash filename date' },
  },
  {
    name: 'pg-boss',
    schemas: { pgboss: any },
    routines: ['pgboss.create_queue', 'pgboss.delete_queue'],
    tables: ['job', 'version', 'schedule', 'archive', 'subscription', 'queue'].map((one) => `pgboss.${one}`),
  },
  { name: 'pgroll', schemas: { pgroll: any }, routines: ['pgroll.raw_migration', 'pgroll.latest_version'] },
  {
    name: 'Neon Auth',
    schemas: { neon_auth: any },
    signature: { 'neon_auth.users_sync': 'raw_json id name email' },
    tables: ['user', 'session', 'account', 'verification', 'jwks', 'project_config', 'users_sync'].map(
      (one) => `neon_auth.${one}`,
    ),
  },
  {
    name: 'Atlas',
    schemas: { atlas_schema_revisions: ['atlas_schema_revisions'] },
    signature: { 'atlas_schema_revisions.atlas_schema_revisions': 'version description applied total hash' },
  },
];
