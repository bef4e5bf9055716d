/**
 * Tables of job queues, sessions and other framework parts in a schema of the application. Their columns identify them:
 * a name alone is no evidence.
 */
import { ENOUGH_TABLES, type Tool } from './tool.js';

export const FRAMEWORKS: readonly Tool[] = [
  {
    name: 'GoodJob',
    tables: ['good_jobs', 'good_job_*'],
    signature: { good_jobs: 'queue_name priority serialized_params scheduled_at performed_at' },
  },
  {
    name: 'Delayed Job',
    signature: { delayed_jobs: 'priority attempts handler run_at locked_at locked_by failed_at' },
    others: 'id last_error queue cron created_at updated_at',
  },
  {
    name: 'Solid Queue',
    tables: ['solid_queue_*'],
    signature: { solid_queue_jobs: 'queue_name class_name arguments priority scheduled_at' },
  },
  {
    name: 'Solid Cache',
    signature: { solid_cache_entries: 'key value key_hash byte_size' },
    others: 'id created_at',
  },
  {
    name: 'Solid Cable',
    signature: { solid_cable_messages: 'channel payload channel_hash' },
    others: 'id created_at',
  },
  {
    name: 'the session store of Active Record',
    signature: { sessions: 'session_id data created_at updated_at' },
    others: 'id',
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
    signature: { session: 'sid sess expire', sessions: 'sid sess expire', user_sessions: 'sid sess expire' },
    others: '',
  },
  {
    name: 'Laravel',
    signature: {
      failed_jobs: 'uuid connection queue payload exception failed_at',
      jobs: 'queue payload attempts reserved_at available_at created_at',
      job_batches: 'name total_jobs pending_jobs failed_jobs failed_job_ids options cancelled_at finished_at',
    },
    others: 'id created_at',
  },
  {
    name: "Laravel's session store",
    signature: { sessions: 'user_id ip_address user_agent payload last_activity' },
    others: 'id',
  },
  {
    name: "Laravel's cache",
    signature: { cache: 'key value expiration', cache_locks: 'key owner expiration' },
    others: '',
  },
  {
    name: 'Quartz',
    signature: { 'qrtz_*': 'sched_name' },
    least: ENOUGH_TABLES,
  },
  {
    name: 'Spring Batch',
    signature: {
      batch_job_instance: 'job_instance_id version job_name job_key',
      batch_job_execution: 'job_execution_id version job_instance_id create_time',
      batch_job_execution_context: 'job_execution_id short_context serialized_context',
      batch_job_execution_params: 'job_execution_id identifying',
      batch_step_execution: 'step_execution_id version step_name job_execution_id',
      batch_step_execution_context: 'step_execution_id short_context serialized_context',
    },
    least: ENOUGH_TABLES,
  },
  {
    name: 'Spring Session',
    signature: {
      spring_session:
        'primary_id session_id creation_time last_access_time max_inactive_interval expiry_time principal_name',
      spring_session_attributes: 'session_primary_id attribute_name attribute_bytes',
    },
    others: '',
  },
  {
    name: 'ShedLock',
    signature: { shedlock: 'name lock_until locked_at locked_by' },
    others: '',
  },
];
