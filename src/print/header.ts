/** What stands in front: what the file is, how to run it, and the settings for the time that it runs. */
import type { Catalog } from '../catalog/catalog.js';
import { doBlock } from '../catalog/dollarQuote.js';
import { quoteIdentifier, quoteLiteral } from '../catalog/names.js';
import type { SchemaObject } from '../catalog/object.js';
import { EVENT_TRIGGERS_SETTING } from '../kinds/eventTriggerState.js';
import { kindNamed, kinds } from '../kinds/registry.js';
import { isForce } from '../kinds/rowSecurity.js';
import { GENERATED } from '../parse/parse.js';

/** What the header counts: objects that people think in. */
const COUNTED = [
  'schema',
  'table',
  'foreignTable',
  'view',
  'materializedView',
  'sequence',
  'index',
  'foreignKey',
  'function',
  'procedure',
  'trigger',
  'policy',
];

/** The server version in a header of pg_dump, or of this tool. */
export const VERSION = /^-- (?:Dumped from database version|For PostgreSQL) (\d+)/m;

const lines = (...all: readonly string[]): string => all.join('\n');

function counts(objects: readonly SchemaObject[]): string {
  const known = kinds
    .filter(({ name }) => COUNTED.includes(name))
    .flatMap(({ name, label }) => {
      const count = objects.filter(({ kind }) => kind === name).length;
      return count === 0 ? [] : [`${count} ${count === 1 ? label : plural(label)}`];
    });
  return known.join(', ');
}

const plural = (label: string): string =>
  label.endsWith('x') ? `${label}es` : /[^e]y$/.test(label) ? `${label.slice(0, -1)}ies` : `${label}s`;

/** Comment lines of about this many characters. */
const WIDTH = 100;

function wrapped(text: string): string[] {
  const out: string[] = [];
  for (const word of text.split(' ')) {
    const last = out.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH) out[out.length - 1] = `${last} ${word}`;
    else out.push(word);
  }
  return out;
}

/** Comment lines of no more than so many characters. */
export const commentText = (...sentences: readonly string[]): string =>
  lines(...sentences.flatMap(wrapped).map((one) => `-- ${one}`));

const NAMES = { before: 'before the baseline', after: 'after the baseline' } as const;

/** FORCE binds the owner of a table; nothing binds a superuser. https://www.postgresql.org/docs/current/ddl-rowsecurity.html */
const SUPERUSER_OWNER =
  'Policies do not bind what a superuser owns: if one runs this file, its SECURITY DEFINER routines, its rules and the triggers that its foreign keys fire reach all rows. Run it as a role without SUPERUSER and BYPASSRLS.';

/** In front of the options of the command line, which verify reads here. */
export const OPTIONS = 'Options: ';

/** @param stops it knows which migrations come later */
export function headerText(
  { objects, target }: Catalog,
  {
    file,
    stops,
    commandLine,
  }: {
    readonly file?: 'before' | 'after' | undefined;
    readonly stops: boolean;
    readonly commandLine: string;
  },
): string {
  const superuser = objects
    .filter((object) => kindNamed(object.kind).superuser?.(object))
    .map(({ id }) => id.replace(/[\r\n]/g, ' '));
  const held = counts(objects);
  const how =
    file === undefined
      ? [
          'It needs one transaction, as Flyway has, or changes nothing: psql -X -1 -v ON_ERROR_STOP=1 -f FILE',
          `It can run again, after a run that stopped too, and locks only what it changes. It stops on tables that lack a column${
            stops
              ? `, and where a later migration has run, unless PGOPTIONS='-c baseline.rerun=force'.`
              : ': what is there already is changed by migrations of its own.'
          }`,
        ]
      : [`For an administrator, ${NAMES[file]}, in the same database: psql -X -1 -v ON_ERROR_STOP=1 -f FILE`];
  return commentText(
    `${GENERATED.slice(3)}. Edit the design and convert again, not this file.`,
    `For PostgreSQL ${target.version} and later.`,
    ...(file === undefined && commandLine !== '' ? [`${OPTIONS}${commandLine}`] : []),
    ...how,
    ...(held === '' ? [] : [`Holds ${held}.`]),
    ...(file === undefined && objects.some(isForce) ? [SUPERUSER_OWNER] : []),
    ...(superuser.length === 0 ? [] : [`Only a superuser may make: ${superuser.toSorted().join(', ')}.`]),
  );
}

/** Settings, all for the transaction alone: at the session they would leak into the next migration on the connection. */
export function settingsText(
  { objects, target, statements }: Catalog,
  searchPath: string | undefined,
): string {
  const named = new Set(
    statements.flatMap(({ text, tree }) =>
      tree?.type === 'VariableSetStmt'
        ? [/^SET\s+(?:LOCAL\s+)?(\w+)/i.exec(text)?.[1]?.toLowerCase() ?? '']
        : [],
    ),
  );
  const xml = statements.findLast(
    ({ text, tree }) => tree?.type === 'VariableSetStmt' && /^SET\s+(?:LOCAL\s+)?xmloption\b/i.test(text),
  );
  const events = objects.filter(({ kind }) => kind === 'eventTrigger');
  return lines(
    ...(searchPath === undefined ? [] : [`SET LOCAL search_path = ${searchPath};`]),
    'SET LOCAL check_function_bodies = false;',
    'SET LOCAL client_min_messages = warning;',
    `SET LOCAL lock_timeout = '30s';`,
    'SET LOCAL row_security = off;',
    ...(xml ? [`SET LOCAL xmloption = ${/document/i.test(xml.text) ? 'document' : 'content'};`] : []),
    ...(named.has('default_table_access_method') ? ['SET LOCAL default_table_access_method = heap;'] : []),
    ...(events.length > 0 && target.version >= EVENT_TRIGGERS_SETTING
      ? ['SET LOCAL event_triggers = off;']
      : []),
  );
}

export const block = (...body: readonly string[]): string => declaringBlock([], ...body);

/** A block with variables. */
export const declaringBlock = (declarations: readonly string[], ...body: readonly string[]): string =>
  `${doBlock('baseline', body, declarations)};`;

const branch = (condition: string, statement: string, tab: string): string =>
  lines(`${tab}IF ${condition} THEN`, `${tab}${tab}${statement}`, `${tab}END IF;`);

/** On a second run the dump's event triggers are silent. */
export function preparationTexts({ objects, target }: Catalog, tab: string): string[] {
  const events =
    target.version >= EVENT_TRIGGERS_SETTING
      ? []
      : objects
          .filter(({ kind }) => kind === 'eventTrigger')
          .map(({ name }) => name.name)
          .toSorted();
  const silent = events.map((name) =>
    branch(
      `EXISTS (SELECT FROM pg_catalog.pg_event_trigger WHERE evtname = ${quoteLiteral(name)})`,
      `ALTER EVENT TRIGGER ${quoteIdentifier(name)} DISABLE;`,
      tab,
    ),
  );
  const held = '-- The event triggers of this file are held off while it runs.';
  return silent.length > 0 ? [lines(held, block(...silent))] : [];
}
