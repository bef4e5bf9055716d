/**
 * Rows of extensions and platforms that a dump of the schema does not contain: hypertables, jobs, queues, buckets.
 * The baseline cannot create them, so each is reported once. pg_dump includes such rows only with the data, and
 * those of an extension only if it asks for that: https://www.postgresql.org/docs/current/extend-extensions.html
 */
import type { Catalog } from '../catalog/catalog.js';
import type { SchemaObject } from '../catalog/object.js';
import type { Diagnostic } from '../diagnostics/diagnostics.js';
import { KIND } from '../kinds/registry.js';

interface Carrier {
  readonly name: string;
  /** The extension, or a schema or table that only the platform has. */
  readonly extension?: RegExp;
  readonly schema?: RegExp;
  readonly table?: string;
  /** What is lost, and how to bring it back. */
  readonly lost: string;
  readonly help: string;
}

const CARRIERS: readonly Carrier[] = [
  {
    name: 'TimescaleDB',
    extension: /^timescaledb$/,
    schema: /^_timescaledb_/,
    lost: 'which tables are hypertables, their chunks, continuous aggregates, and the policies for compression and retention',
    help: 'Dump without its schemas (pg_dump --exclude-schema="_timescaledb_*"), and call create_hypertable() and the rest in a migration after the baseline. Until then the trigger ts_insert_blocker from the dump rejects rows.',
  },
  {
    name: 'pg_cron',
    extension: /^pg_cron$/,
    schema: /^cron$/,
    lost: 'its jobs',
    help: 'Call cron.schedule() for each in a migration after the baseline; SELECT * FROM cron.job lists them.',
  },
  {
    name: 'pgmq',
    extension: /^pgmq$/,
    schema: /^pgmq$/,
    lost: 'its queues',
    help: 'Call pgmq.create() for each in a migration after the baseline; SELECT * FROM pgmq.list_queues() lists them.',
  },
  {
    name: 'pg_partman',
    extension: /^pg_partman$/,
    schema: /^partman$/,
    lost: 'its configuration for creating and dropping partitions',
    help: 'Insert the rows of part_config in a migration after the baseline, or call create_parent().',
  },
  {
    name: 'Supabase Storage',
    table: 'storage.buckets',
    lost: 'its buckets',
    help: 'Insert the rows of storage.buckets in a migration after the baseline.',
  },
  {
    name: 'Supabase Vault or pgsodium',
    extension: /^(?:supabase_vault|pgsodium)$/,
    lost: 'secrets and keys',
    help: 'Create them on each server, not in a migration.',
  },
  {
    name: 'PostGIS topology',
    extension: /^postgis_topology$/,
    lost: 'the registration of topologies and layers',
    help: 'Call CreateTopology() and AddTopoGeometryColumn() in a migration after the baseline.',
  },
  {
    name: 'the PostGIS geocoder',
    extension: /^postgis_tiger_geocoder$/,
    lost: 'the settings of its loader and what it loaded',
    help: 'Load the data again.',
  },
  {
    name: 'Citus',
    extension: /^citus$/,
    lost: 'how tables are distributed',
    help: 'Call create_distributed_table() and create_reference_table() in a migration after the baseline.',
  },
  {
    name: 'Apache AGE',
    extension: /^age$/,
    schema: /^ag_catalog$/,
    lost: 'the registration of graphs and labels',
    help: 'Call create_graph() in a migration after the baseline.',
  },
  {
    name: 'pgAgent',
    extension: /^pgagent$/,
    schema: /^pgagent$/,
    lost: 'its jobs and their schedules',
    help: 'Create them again, or insert the rows of schema pgagent in a migration after the baseline.',
  },
  {
    name: 'pglogical',
    extension: /^(?:pglogical|bdr|spock)$/,
    lost: 'nodes, subscriptions and replication sets',
    help: 'Create them again on each server.',
  },
  {
    name: 'pg_ivm',
    extension: /^pg_ivm$/,
    lost: 'which tables are incrementally maintained views',
    help: 'Call create_immv() in a migration after the baseline.',
  },
  {
    name: 'pg_hint_plan',
    extension: /^pg_hint_plan$/,
    lost: 'the hints of hint_plan.hints',
    help: 'Insert them in a migration after the baseline.',
  },
  {
    name: 'Hasura',
    schema: /^hdb_catalog$/,
    lost: 'its metadata: tracked tables, relationships, permissions',
    help: 'Export and apply it with hasura metadata. Hasura creates the schema hdb_catalog itself, so exclude that schema from the dump.',
  },
  {
    name: 'Graphile Worker or pg-boss',
    schema: /^(?:graphile_worker|pgboss)$/,
    lost: 'its jobs, queues and the version of its schema',
    help: 'The tool creates its schema itself: exclude that schema from the dump (pg_dump --exclude-schema).',
  },
];

/** The first object of the dump that reveals it. */
function witness(carrier: Carrier, objects: readonly SchemaObject[]): SchemaObject | undefined {
  const { extension, schema, table } = carrier;
  return objects.find(({ kind, name, identity }) => {
    if (kind === KIND.extension) return extension?.test(name.name) ?? false;
    if (kind === KIND.schema) return schema?.test(name.name) ?? false;
    if (kind !== KIND.table) return false;
    return identity === table || (schema?.test(name.schema ?? '') ?? false);
  });
}

/** One warning for each extension or platform of the dump. */
export function notCarried({ objects, isOwnOutput }: Catalog): Diagnostic[] {
  // The tool reported it when it wrote this file.
  if (isOwnOutput) return [];
  return CARRIERS.flatMap((carrier): Diagnostic[] => {
    const found = witness(carrier, objects);
    if (!found) return [];
    return [
      {
        severity: 'warning',
        code: 'input/not-carried',
        message: `The dump uses ${carrier.name} but does not contain ${carrier.lost}: that is data, not schema.`,
        help: carrier.help,
        place: { line: found.statement.raw.line, column: 1 },
        object: found.id,
      },
    ];
  });
}
