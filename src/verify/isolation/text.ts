/** The result for a terminal: findings by relation, and the number of attacks. */
import { ATTACKS, type Cell, type Leak, type Verdict } from './stage/leaks.js';
import type { IsolationResult } from './isolation.js';

const MARKS: Readonly<Record<Verdict, string>> = {
  closed: '·',
  known: 'known',
  leak: 'LEAK',
  'not applicable': '',
};

export function isolationText(result: IsolationResult): string {
  const {
    matrix,
    undeclared,
    shown,
    unfounded,
    unfilled,
    unclear,
    lost,
    blank,
    tenantTables,
    attacks,
    parties,
  } = result;
  const said = matrixText(matrix);
  return [
    `Isolation: ${attacks} attacks on ${tenantTables} tables of tenants, as ${parties.join(', ')}:`,
    `  ${undeclared.length} undeclared leaks, ${shown.length} known ones shown, ${unfounded.length} declared that do not occur`,
    ...(result.blind
      ? ['', 'No role sees rows of its own tenant, so seeing none of other tenants proves nothing']
      : []),
    ...(said.length === 0 ? [] : ['', ...said]),
    ...section('Undeclared leaks', undeclared.flatMap(leakLines)),
    ...section(
      'Declared but not found',
      unfounded.map(
        ({ relation, attack, name }) => `${relation}: ${attack}${name === undefined ? '' : ` ${name}`}`,
      ),
    ),
    ...section(
      'Tables without test rows',
      unfilled.map(({ relation, why }) => `${relation}: ${why}`),
    ),
    ...section(
      'Inconclusive attacks',
      unclear.map(({ relation, attack, why }) => `${relation}: ${attack} ${why}`),
    ),
    ...section(
      'Not checked: attacks that this PostgreSQL could not complete',
      lost.map(({ statement, why }) => `${statement}: ${why}`),
    ),
    ...section('Show no rows of another tenant even to a superuser', blank),
    '',
  ].join('\n');
}

const section = (heading: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', `${heading}:`, ...lines.map((line) => `  ${line}`)];

const leakLines = ({ relation, attack, name, statement, shows }: Leak): string[] => [
  `${relation}: ${attack}${name === undefined ? '' : ` ${name}`}: ${shows}`,
  `  ${statement}`,
];

/** Rows without findings are counted, not shown. */
function matrixText(matrix: readonly Cell[]): string[] {
  const relations = grouped(matrix);
  const rows = [...relations].filter(([, cells]) =>
    cells.some(({ verdict }) => verdict === 'known' || verdict === 'leak'),
  );
  if (rows.length === 0) return [];
  const width = Math.max(...rows.map(([relation]) => relation.length));
  const line = (first: string, cells: readonly string[]): string =>
    `  ${first.padEnd(width)}  ${cells.map((cell, at) => cell.padEnd(ATTACKS[at]!.length)).join('  ')}`.trimEnd();
  return [
    line('', ATTACKS),
    ...rows.map(([relation, cells]) =>
      line(
        relation,
        cells.map(({ verdict }) => MARKS[verdict]),
      ),
    ),
    `  ${relations.size - rows.length} more: closed`,
  ];
}

function grouped(matrix: readonly Cell[]): Map<string, Cell[]> {
  const out = new Map<string, Cell[]>();
  for (const cell of matrix) out.set(cell.relation, [...(out.get(cell.relation) ?? []), cell]);
  return out;
}
