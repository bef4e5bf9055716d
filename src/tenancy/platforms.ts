/**
 * Schemas and tables that belong to a platform or a tool, not to the design: its services write them, and would stop with a column
 * or a policy more. A name alone proves nothing: each needs its fingerprint too.
 */

export interface Tool {
  /** As its users call it. */
  readonly name: string;
  /** Its schemas, each with the tables in it; `*`: any. None: its tables are in a schema of the application. */
  readonly schemas?: Readonly<Record<string, readonly string[]>>;
  /** Its tables, in whatever schema; a star stands for any letters. */
  readonly tables?: readonly string[];
  /** Functions that only it makes, `schema.name`. */
  readonly routines?: readonly string[];
  /** Owners that only it has. */
  readonly owners?: RegExp;
  readonly extensions?: readonly string[];
  /** A table of its own, known by its columns. */
  readonly signature?: Readonly<Record<string, string>>;
  /** Roles with which it works for everybody. */
  readonly roles?: RegExp;
}

const any = ['*'];

/** So many of a tool's own tables prove that it is the tool. */
export const ENOUGH_TABLES = 3;

export const TOOLS: readonly Tool[] = [
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
  {
    name: 'GoodJob',
    tables: ['good_jobs', 'good_job_*'],
    signature: { good_jobs: 'queue_name priority serialized_params scheduled_at performed_at' },
  },
  {
    name: 'Delayed Job',
    tables: ['delayed_jobs'],
    signature: { delayed_jobs: 'priority attempts handler run_at locked_at locked_by failed_at' },
  },
  {
    name: 'Solid Queue',
    tables: ['solid_queue_*'],
    signature: { solid_queue_jobs: 'queue_name class_name arguments priority scheduled_at' },
  },
  {
    name: 'Solid Cache',
    tables: ['solid_cache_entries'],
    signature: { solid_cache_entries: 'key value key_hash byte_size' },
  },
  {
    name: 'Solid Cable',
    tables: ['solid_cable_messages'],
    signature: { solid_cable_messages: 'channel payload channel_hash' },
  },
  {
    name: 'the session store of Active Record',
    tables: ['sessions'],
    signature: { sessions: 'session_id data created_at updated_at' },
  },
  {
    name: 'Active Storage',
    tables: ['active_storage_blobs', 'active_storage_attachments', 'active_storage_variant_records'],
    signature: { active_storage_blobs: 'key filename content_type metadata byte_size' },
  },
  {
    name: 'Django',
    tables: ['django_content_type', 'django_session', 'django_admin_log', 'django_site', 'django_migrations'],
    signature: {
      django_content_type: 'app_label model',
      django_session: 'session_key session_data expire_date',
    },
  },
  {
    name: 'Oban',
    tables: ['oban_jobs', 'oban_peers', 'oban_producers', 'oban_queues', 'oban_crons'],
    signature: { oban_jobs: 'state queue worker args errors attempt max_attempts' },
  },
  {
    name: 'Que',
    tables: ['que_jobs', 'que_lockers', 'que_values', 'que_scheduler_audit*'],
    signature: { que_jobs: 'priority run_at job_class args error_count queue' },
  },
  {
    name: 'the session store of connect',
    tables: ['session', 'sessions', 'user_sessions'],
    signature: { '*session*': 'sid sess expire' },
  },
  {
    name: 'Laravel',
    tables: ['failed_jobs', 'job_batches', 'jobs'],
    signature: { failed_jobs: 'uuid connection queue payload exception failed_at' },
  },
  {
    name: "Laravel's session store",
    tables: ['sessions'],
    signature: { sessions: 'user_id ip_address user_agent payload last_activity' },
  },
  {
    name: "Laravel's cache",
    tables: ['cache', 'cache_locks'],
    signature: { cache: 'key value expiration', cache_locks: 'key owner expiration' },
  },
];
