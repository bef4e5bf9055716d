/** Input that cannot become a baseline: refused with what to do, rather than turned into something that only looks like one. */
import { InputError, placeAt } from '../diagnostics.js';
import type { SyntaxFailure, Tree } from '../grammar.js';
import type { RawStatement } from '../source/scan.js';

/** What the report calls the input, and where its places point to. */
export interface Input {
  readonly text: string;
  readonly file?: string;
}

export interface Parsed {
  readonly raw: RawStatement;
  readonly tree: Tree | undefined;
  readonly failure?: SyntaxFailure;
}

const CONNECT = /^\\c(?:onnect)?\s+(.*)$/;

interface Database {
  readonly name: string;
  /** Its \connect line. */
  readonly raw: RawStatement;
}

/** The databases of pg_dumpall in which anything is created; postgres and template1 are usually empty. */
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

/** What is no dump at all, or one that only pg_upgrade can use, is refused: nothing of it could be kept with good conscience. */
export function refuse(all: readonly Parsed[], { text, file }: Input): void {
  const sql = all.filter(({ raw }) => raw.kind === 'sql');
  const deep = sql.find(({ failure }) => failure?.deep);
  if (deep) {
    throw new InputError('parse/too-deep', 'This statement nests more deeply than PostgreSQL takes.', {
      help: 'It takes about 4,000 terms in an expression, or 1,500 queries within each other. Write the statement in parts.',
      place: placeAt(text, deep.raw.start, file),
      text,
    });
  }
  const [first] = sql;
  if (first && sql.every(({ failure }) => failure)) {
    throw new InputError('parse/not-a-dump', `This is not SQL: ${first.failure!.message}.`, {
      help: 'Give the plain-text output of pg_dump: pg_dump --schema-only --file=schema.sql DATABASE',
      place: placeAt(text, first.raw.start + first.failure!.offset, file),
      text,
    });
  }
  const databases = databasesOf(all);
  if (databases.length > 1) {
    const [, second] = databases;
    throw new InputError(
      'parse/several-databases',
      `This is a dump of ${databases.length} databases: ${databases.map(({ name }) => name).join(', ')}.`,
      {
        help: 'A baseline is for one. Dump each by itself: pg_dump --schema-only --file=schema.sql DATABASE',
        place: placeAt(text, second!.raw.start, file),
        text,
      },
    );
  }
  const upgrade = sql.find(({ raw }) => /^SELECT\s+pg_catalog\.binary_upgrade_/i.test(raw.text));
  if (upgrade) {
    throw new InputError(
      'parse/binary-upgrade',
      'This dump was made with --binary-upgrade: only pg_upgrade can load it.',
      {
        help: 'Make it without that option: pg_dump --schema-only --file=schema.sql DATABASE',
        place: placeAt(text, upgrade.raw.start, file),
        text,
      },
    );
  }
}
