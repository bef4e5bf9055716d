/**
 * Names that a version of PostgreSQL introduced: functions, types, settings, roles and options. From the release
 * notes, https://www.postgresql.org/docs/release/; without names that older servers have, too.
 */

/** By version, the names separated by blanks. */
const byName = (versions: Readonly<Record<number, string>>): ReadonlyMap<string, number> =>
  new Map(
    Object.entries(versions).flatMap(([version, names]) =>
      names
        .trim()
        .split(/\s+/)
        .map((name) => [name, Number(version)] as const),
    ),
  );

export const FUNCTIONS = byName({
  14: `date_bin bit_count trim_array string_to_table unistr range_agg multirange int4multirange int8multirange nummultirange
    datemultirange tsmultirange tstzmultirange bit_xor range_intersect_agg`,
  15: 'regexp_count regexp_instr regexp_like regexp_substr has_parameter_privilege',
  16: `any_value array_sample array_shuffle date_add date_subtract erf erfc random_normal pg_input_is_valid pg_input_error_info
    system_user`,
  17: `to_bin to_oct uuid_extract_timestamp uuid_extract_version xmltext unicode_version icu_unicode_version unicode_assigned
    pg_basetype to_regtypemod`,
  18: `uuidv4 uuidv7 array_sort array_reverse casefold crc32 crc32c gamma lgamma to_regdatabase pg_get_acl
    has_largeobject_privilege`,
});

export const TYPES = byName({
  14: `int4multirange int8multirange nummultirange datemultirange tsmultirange tstzmultirange anymultirange
    anycompatiblemultirange pg_brin_bloom_summary pg_brin_minmax_multi_summary`,
  18: 'regdatabase',
});

/** Settings that a routine may set. */
export const SETTINGS = byName({
  14: `idle_session_timeout default_toast_compression compute_query_id client_connection_check_interval enable_memoize
    enable_async_append debug_discard_caches track_wal_io_timing`,
  15: 'recursive_worktable_factor allow_in_place_tablespaces log_startup_progress_interval',
  16: `enable_presorted_aggregate createrole_self_grant debug_parallel_query icu_validation_level vacuum_buffer_usage_limit
    scram_iterations send_abort_for_crash`,
  17: `transaction_timeout event_triggers enable_group_by_reordering restrict_nonsystem_relation_kind trace_connection_negotiation`,
  18: `enable_distinct_reordering enable_self_join_elimination extension_control_path file_copy_method idle_replication_slot_timeout
    track_cost_delay_timing vacuum_truncate`,
});

/** https://www.postgresql.org/docs/current/predefined-roles.html */
export const ROLES = byName({
  14: 'pg_database_owner pg_read_all_data pg_write_all_data',
  15: 'pg_checkpoint',
  16: 'pg_create_subscription pg_use_reserved_connections',
  17: 'pg_maintain',
  18: 'pg_signal_autovacuum_worker',
});

/** Storage parameters of tables. */
export const STORAGE = byName({
  18: 'vacuum_max_eager_freeze_failure_rate autovacuum_vacuum_max_threshold',
});

export const SUBSCRIPTION_OPTIONS = byName({
  14: 'binary streaming',
  15: 'two_phase disable_on_error',
  16: 'origin password_required run_as_owner',
  17: 'failover',
});

/** System catalogs and views. */
export const RELATIONS = byName({
  14: `pg_backend_memory_contexts pg_stat_progress_copy pg_stat_replication_slots pg_stat_wal pg_stats_ext_exprs`,
  15: `pg_ident_file_mappings pg_parameter_acl pg_publication_namespace pg_stat_recovery_prefetch pg_stat_subscription_stats`,
  16: 'pg_stat_io',
  17: 'pg_stat_checkpointer pg_wait_events',
  18: 'pg_aios pg_shmem_allocations_numa',
});

export const COLLATIONS = byName({
  16: 'unicode',
  17: 'pg_c_utf8',
  18: 'pg_unicode_fast',
});

/** Methods of jsonpath. */
export const PATH_METHODS =
  /\.\s*(?:bigint|boolean|date|decimal|integer|number|string|time|time_tz|timestamp|timestamp_tz)\s*\(/;

/** Support functions of operator classes: access method and number. */
export const SUPPORT = byName({
  14: 'gist-11',
  18: 'gist-12 btree-6',
});

export const OPERATOR_CLASSES = /_(?:minmax_multi|bloom)_ops$/;
