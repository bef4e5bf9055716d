/**
 * How to mark the baseline as applied in each runner, and what the runner does with a baseline that changed since. The runners
 * that a project may use are more than those that the tool writes for.
 */
export interface Adoption {
  /** As `--runner` takes it. */
  readonly runner: string;
  readonly name: string;
  /** Marks version 001 as applied, without running it; undefined: there is no history to mark. */
  readonly command: string | undefined;
  readonly note?: string;
  /** What happens where V001 ran, if the file changes afterwards. */
  readonly changed: string;
  readonly link: string;
}

export const adoptions: readonly Adoption[] = [
  {
    runner: 'flyway',
    name: 'Flyway',
    command: 'flyway -baselineVersion=001 -baselineDescription=baseline baseline',
    note: 'The database must have no history table yet, or an empty one.',
    changed:
      'migrate and validate fail with a checksum mismatch where V001 ran; where it was marked, nothing happens.',
    link: 'https://documentation.red-gate.com/fd/baseline-277578948.html',
  },
  {
    runner: 'liquibase',
    name: 'Liquibase',
    command: 'liquibase --changelog-file=db/migration/V001__baseline.sql changelog-sync',
    note: 'It marks every changeset of the changelog: run it while V001 is the only one.',
    changed: 'update fails with a checksum error, until clear-checksums.',
    link: 'https://docs.liquibase.com/commands/utility/changelog-sync.html',
  },
  {
    runner: 'psql',
    name: 'psql',
    command: undefined,
    note: 'psql keeps no history: leave V001 out, and begin with V002.',
    changed:
      'Nothing notices. V001 can run again, and makes what is missing; it changes no table that exists.',
    link: 'https://www.postgresql.org/docs/current/app-psql.html',
  },
  {
    runner: 'node-pg-migrate',
    name: 'node-pg-migrate',
    command: 'npx node-pg-migrate up 1 --fake',
    changed: 'Nothing notices: it records names, and no checksums.',
    link: 'https://salsita.github.io/node-pg-migrate/cli',
  },
  {
    runner: 'dbmate',
    name: 'dbmate',
    command: `psql "$DATABASE_URL" -c "CREATE TABLE IF NOT EXISTS public.schema_migrations (version varchar(128) PRIMARY KEY); INSERT INTO public.schema_migrations (version) VALUES ('001') ON CONFLICT DO NOTHING"`,
    changed: 'Nothing notices: it records versions, and no checksums.',
    link: 'https://github.com/amacneil/dbmate',
  },
  {
    runner: 'golang-migrate',
    name: 'golang-migrate',
    command: 'migrate -path db/migration -database "$DATABASE_URL" force 1',
    changed: 'Nothing notices: it records the last version, and no checksums.',
    link: 'https://github.com/golang-migrate/migrate/tree/master/cmd/migrate',
  },
  {
    runner: 'sqitch',
    name: 'Sqitch',
    command: 'sqitch deploy --log-only --to V001',
    changed: 'deploy goes on; sqitch check names the script that changed.',
    link: 'https://sqitch.org/docs/manual/sqitch-deploy/',
  },
  {
    runner: 'prisma',
    name: 'Prisma Migrate',
    command: 'npx prisma migrate resolve --applied 001_baseline',
    changed: 'migrate dev wants to reset the database; migrate deploy goes on.',
    link: 'https://www.prisma.io/docs/orm/prisma-migrate/workflows/baselining',
  },
  {
    runner: 'alembic',
    name: 'Alembic',
    command: 'alembic stamp 001',
    changed: 'Nothing notices: it records the last revision, and no checksums.',
    link: 'https://alembic.sqlalchemy.org/en/latest/cookbook.html',
  },
];
