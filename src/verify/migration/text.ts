/** The proof of a migration in words. */
import type { Difference } from '../fidelity/compare.js';
import type { NotRun } from '../load/limits.js';
import type { Failure } from '../load/load.js';
import type { EmptyTable, FailureOf, MigrationProof, Rerun } from './result.js';
import type { RowProblem } from './rows/difference.js';

/** Entries of a list that are shown. */
const SHOWN = 20;
const WIDTH = 160;

const plural = (count: number, one: string, more = `${one}s`): string =>
  `${count} ${count === 1 ? one : more}`;
const oneLine = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > WIDTH ? `${line.slice(0, WIDTH)} …` : line;
};

const IN: Readonly<Record<FailureOf['of'], string>> = {
  old: 'A statement of OLD fails',
  new: 'A statement of NEW fails',
  migration: 'A statement of the migration fails',
};

const differing = ({ kind, name, lines: [first = '', ...rest] }: Difference): string[] =>
  /^[-+] /.test(first)
    ? [
        `${kind} ${name} differs (- in NEW, + after the migration):`,
        ...[first, ...rest].map((line) => `  ${oneLine(line)}`),
      ]
    : [`${kind} ${name}: ${first}`];

const failed = (intro: string, { statement, message }: Failure): string[] => {
  const place = statement.line > 0 ? ` in line ${statement.line}` : '';
  return [`${intro}${place}: ${oneLine(message)}`, `  ${oneLine(statement.text)}`];
};

function rowsOf({ table, lost, unexpected, what }: RowProblem): string[] {
  if (lost === 0)
    return [
      `table ${table} has ${plural(unexpected, 'row')} that it did not have before, such as ${oneLine(what)}`,
    ];
  if (what === 'the table') return [`table ${table} is gone, with all its rows`];
  if (what.startsWith('the values of ')) return [`table ${table} has lost ${what}`];
  return [`table ${table} has lost or changed ${plural(lost, 'row')}, such as ${oneLine(what)}`];
}

const emptyOf = ({ table, reason, touched }: EmptyTable): string[] =>
  touched
    ? [`table ${table} is changed, but no sample row could be made for it: ${oneLine(reason)}`]
    : [`table ${table}: ${oneLine(reason)}`];

const notRunOf = ({ statement, message, why }: NotRun): string[] => [
  `${oneLine(message)} (${why})`,
  `  ${oneLine(statement.text)}`,
];

/** @param run `The second run`, `A run after a stop in line 3` */
function rerunOf(run: string, { failures, differences, rows, sequences }: Rerun): string[] {
  return [
    ...failures.flatMap((one) => failed(`${run} fails`, one)),
    ...differences.flatMap(({ kind, name, lines }) => [
      `${run} changes ${kind} ${name}:`,
      ...lines.map((line) => `  ${oneLine(line)}`),
    ]),
    ...[...rows.flatMap(rowsOf), ...sequences].map((line) => `${run}: ${line}`),
  ];
}

/** What is wrong, the decisive things first. */
function reasonsOf(proof: MigrationProof): string[][] {
  return [
    ...proof.failures.map((one) => failed(IN[one.of], one)),
    ...proof.differences.map(differing),
    ...proof.rows.map(rowsOf),
    ...proof.sequences.map((one) => [one]),
    ...proof.unpopulated.map((name) => [`materialized view ${name} had rows, and has to be refreshed`]),
    ...(proof.notTwice ? [rerunOf('The second run', proof.notTwice)] : []),
    ...proof.afterStops.map((one) => rerunOf(`A run after a stop behind line ${one.statement.line}`, one)),
    ...proof.empty.filter(({ touched, isExcused }) => touched && !isExcused).map(emptyOf),
  ];
}

function list(title: string, entries: readonly (readonly string[])[]): string[] {
  if (entries.length === 0) return [];
  const rest = entries.length > SHOWN ? [`  and ${entries.length - SHOWN} more`] : [];
  return [title, ...entries.slice(0, SHOWN).flatMap((lines) => lines.map((line) => `  ${line}`)), ...rest];
}

export function renderProof(proof: MigrationProof): string {
  const { counts, milliseconds, engine } = proof;
  const time = `${(milliseconds / 1000).toFixed(1)} s`;
  const verdict =
    proof.verdict === 'proven'
      ? [
          `The migration is proven on ${engine} in ${time}: it makes NEW of OLD, keeps ${plural(counts.rows, 'sample row')} ` +
            `in ${plural(counts.tables, 'table')}, and changes nothing when it runs again.`,
        ]
      : list(`The migration is not proven (${engine}, ${time}):`, reasonsOf(proof));
  const silent = proof.empty.filter(({ touched }) => !touched);
  return [
    ...verdict,
    ...list('Not run, because the engine cannot:', proof.notRun.map(notRunOf)),
    ...list(
      'Tables for which one sample row is not enough, so that nothing shows what becomes of their rows:',
      proof.empty.filter(({ touched, isExcused }) => touched && isExcused).map(emptyOf),
    ),
    ...list('Tables without sample rows, which the migration does not change:', silent.map(emptyOf)),
    ...list(
      'Tables whose columns are in another order than in NEW, since a column can only be added at the end:',
      proof.orders.map((name) => [name]),
    ),
    '',
  ].join('\n');
}
