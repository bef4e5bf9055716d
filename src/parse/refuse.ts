/** Refuses input that cannot become a baseline, with advice, instead of producing output that only looks like one. */
import { type Diagnostic, InputError } from '../diagnostics/diagnostics.js';
import { type ScannedDump, spotAt } from '../source/dump.js';
import type { RawStatement } from '../source/scan.js';
import { incomplete } from './incomplete.js';
import { refuseMessages } from './noise.js';
import { refuseOther, refusePicture } from './otherExports.js';
import type { Allowed, Parsed } from './parsed.js';

const CONNECT = /^\\c(?:onnect)?\s+(.*)$/;

interface Database {
  readonly name: string;
  /** Its \connect line. */
  readonly raw: RawStatement;
}

/** The databases of pg_dumpall in which objects are created; postgres and template1 are usually empty. */
function databasesOf(all: readonly Parsed[]): Database[] {
  const found = new Map<string, Database>();
  let current: Database | undefined;
  for (const { raw, tree } of all) {
    const name = raw.kind === 'psql' ? CONNECT.exec(raw.text)?.[1] : undefined;
    if (name !== undefined) current = { name: databaseName(name), raw };
    else if (
      current &&
      tree &&
      /^(Create|Define|View|Index|Composite)/.test(tree.type) &&
      tree.type !== 'CreatedbStmt'
    )
      found.set(current.name, current);
  }
  return [...found.values()];
}

/** `-reuse-previous=on "dbname='ks Hospital; Main'"`, or the name alone. */
const databaseName = (text: string): string =>
  (/dbname='((?:[^'\\]|\\.)*)'/.exec(text)?.[1] ?? text)
    .replace(/\\(.)/g, '$1')
    .replace(/^"(.*)"$/, '$1')
    .trim();

const PLAIN_DUMP = 'pg_dump --schema-only --file=schema.sql DATABASE';

/**
 * Refuses input that is not a dump, ends early, is rejected by PostgreSQL's grammar, or only pg_upgrade can use: no
 * useful part of it could be kept.
 * @param around the statements that are noise
 * @returns warnings about accepted problems
 * @throws InputError
 */
export function refuse(
  all: readonly Parsed[],
  around: ReadonlySet<Parsed>,
  dump: ScannedDump,
  allowed: Allowed,
): Diagnostic[] {
  const statements = all.filter((one) => !around.has(one));
  const sql = statements.filter(({ raw }) => raw.kind === 'sql');
  const failed = sql.filter(({ failure }) => failure);
  refusePicture(dump);
  const deep = sql.find(({ failure }) => failure?.deep);
  if (deep) {
    throw new InputError('parse/too-deep', 'This statement nests more deeply than PostgreSQL accepts.', {
      help: 'PostgreSQL accepts about 4,000 terms in an expression and 1,500 nested queries. Split the statement.',
      ...spotAt(dump, deep.raw.start),
    });
  }
  const [stumbled = statements.find(({ raw }) => raw.kind === 'fragment')] = failed;
  if (stumbled) refuseOther(dump, stumbled.raw.start, stumbled.raw.text);
  refuseMessages(all, around, dump);
  const [first] = sql;
  if (first?.failure && failed.length === sql.length && !dump.complete) throw notSql(first, dump);
  const warnings = incomplete(dump, statements, allowed);
  const wrong = failed.filter(({ raw }) => raw.start !== dump.open?.start);
  if (wrong[0] && !allowed.allowUnparsed) throw unparsed(wrong[0], wrong.length - 1, dump);
  const databases = databasesOf(all);
  if (databases.length > 1) {
    const [, second] = databases;
    throw new InputError(
      'parse/several-databases',
      `This is a dump of ${databases.length} databases: ${databases.map(({ name }) => name).join(', ')}.`,
      {
        help: 'A baseline is for one database. Dump each separately: pg_dump --schema-only --file=schema.sql DATABASE',
        ...spotAt(dump, second!.raw.start),
      },
    );
  }
  const upgrade = sql.find(({ raw }) => /^SELECT\s+pg_catalog\.binary_upgrade_/i.test(raw.text));
  if (upgrade) {
    throw new InputError(
      'parse/binary-upgrade',
      'This dump was made with --binary-upgrade: only pg_upgrade can load it.',
      {
        help: 'Export again without that option: pg_dump --schema-only --file=schema.sql DATABASE',
        ...spotAt(dump, upgrade.raw.start),
      },
    );
  }
  return warnings;
}

const failedAt = ({ raw, failure }: Parsed, dump: ScannedDump) =>
  spotAt(dump, raw.start + (failure?.offset ?? 0));

const notSql = (first: Parsed, dump: ScannedDump): InputError =>
  new InputError('parse/not-a-dump', `This is not SQL: ${first.failure!.message}.`, {
    help: `Use the plain-text output of pg_dump: ${PLAIN_DUMP}`,
    ...failedAt(first, dump),
  });

function unparsed(wrong: Parsed, others: number, dump: ScannedDump): InputError {
  const more = others === 0 ? '' : `, and ${others === 1 ? '1 other' : `${others} others`}`;
  const message = `PostgreSQL's parser rejects this statement${more}: ${wrong.failure!.message}.`;
  return new InputError('parse/syntax', message, {
    help: 'Correct the dump or export it again; --allow-unparsed keeps such statements unchanged.',
    ...failedAt(wrong, dump),
  });
}
