/**
 * The text of a new configuration: decisions that were found, open ones as settings behind a `#`. Removing that one character gives
 * a configuration that is valid, whichever of them are chosen.
 */
import type { Decisions, TableFound } from '../../report/decisions.js';
import type { Found } from './decide.js';
import { comment, inComment, list, scalar } from './yaml.js';

/** The lists of `tenancy` that a table can go into. */
export const LISTS = ['tenantTables', 'referenceTables', 'mixedTables'] as const;
export type List = (typeof LISTS)[number];

export interface Answers {
  /** Of the tenants table: `create` makes one, `none`: tenants are kept elsewhere. */
  readonly tenants?: string;
  readonly tables: ReadonlyMap<string, List>;
}

export interface Project {
  readonly dump: string | undefined;
  readonly output: string;
  readonly preset: 'hims' | 'plain';
}

const HEAD =
  'Made by pg-baseline init. A line with "# " explains; a setting has only "#" in front of it: remove that to use it. Open decisions are marked with "decide:".';

export function configText(project: Project, found: Found, answers: Answers): string {
  const { dump, output, preset } = project;
  const parts: string[][] = [
    [
      ...comment(HEAD),
      dump === undefined ? '#dump: schema.sql' : `dump: ${scalar(dump)}`,
      `output: ${scalar(output)}`,
      'report: [report.html, report.json]',
    ],
    [
      ...comment(
        'hims adds tenants, audit columns and row-level security; plain keeps the schema exactly as it is.',
      ),
      `preset: ${preset}`,
    ],
    [
      ...comment(
        'true once a database that you keep has run the baseline: convert then refuses to change it, and changes go into migrations.',
      ),
      'released: false',
    ],
    ...(preset === 'hims'
      ? [tenancyLines(found, answers), ...(found.decisions ? others(found.decisions) : [])]
      : []),
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** `tenancy:` itself is a comment while it would hold nothing. */
function tenancyLines({ candidates, stops, decisions }: Found, answers: Answers): string[] {
  const open = candidates !== undefined && answers.tenants === undefined;
  const decided = [...(open ? [] : tenantsLines(decisions, answers)), ...answered(answers)];
  const left = (decisions?.undecided ?? []).filter(({ table }) => !answers.tables.has(table));
  const proposal = open ? proposed(candidates) : [];
  const undecided = undecidedLines(left, [...answers.tables.values()].includes('tenantTables'));
  const isActive = decided.length > 0;
  return [
    ...(open ? tenantsQuestion(candidates) : []),
    ...(stops ? stopLines(stops) : []),
    ...(decisions?.notes ?? []).flatMap(stopLines),
    ...(isActive || proposal.length > 0 || undecided.settings.length > 0
      ? [isActive ? 'tenancy:' : '#tenancy:']
      : []),
    ...decided,
    ...proposal.map((line) => (isActive ? `  #${line.slice(2)}` : `#${line}`)),
    ...undecided.prose,
    ...undecided.settings.map((line) => (isActive ? `  #${line.slice(2)}` : `#${line}`)),
    ...unmanagedLines(decisions),
  ];
}

function tenantsQuestion(candidates: readonly TableFound[]): string[] {
  return [
    ...comment('decide: Which table holds the tenants? convert stops until this is set.'),
    ...candidates.flatMap(({ evidence }) => comment(evidence)),
    ...comment('If there is none yet, create: true makes one. If tenants are kept elsewhere: table: none'),
  ];
}

const proposed = ([best]: readonly TableFound[]): string[] => [
  best ? `  table: ${scalar(best.table)}` : '  create: true',
];

function tenantsLines(decisions: Decisions | undefined, { tenants }: Answers): string[] {
  if (tenants === 'create') return ['  create: true'];
  if (tenants !== undefined) return [`  table: ${scalar(tenants)}`];
  return decisions?.tenants === undefined
    ? []
    : [
        ...comment('The table of the tenants, found by its name.', '  '),
        `  table: ${scalar(decisions.tenants)}`,
      ];
}

/** `tenantTables` comes last: tables that are still open follow it. */
const answered = ({ tables }: Answers): string[] =>
  LISTS.toReversed().flatMap((name) => {
    const its = [...tables].filter(([, where]) => where === name).map(([table]) => `    - ${scalar(table)}`);
    return its.length === 0 ? [] : [`  ${name}:`, ...its];
  });

/** @param hasList the configuration has the list already, just above */
function undecidedLines(
  left: readonly TableFound[],
  hasList: boolean,
): { prose: string[]; settings: string[] } {
  if (left.length === 0) return { prose: [], settings: [] };
  const these = left.length === 1 ? 'this table is' : `these ${left.length} tables are`;
  return {
    prose: comment(
      `decide: Can't tell whether ${these} tenant-owned; convert treats them as tenant-owned, with a warning each. Keep a table here if each row belongs to one tenant. Move it to referenceTables if all tenants share its rows, or to mixedTables if they share some.`,
      '  ',
    ),
    settings: [
      ...(hasList ? [] : ['  tenantTables:']),
      ...left.map(({ table, evidence }) => `    - ${scalar(table)} # ${inComment(evidence)}`),
    ],
  };
}

const stopLines = ({
  code,
  message,
  help,
}: {
  code: string;
  message: string;
  help?: string | undefined;
}): string[] => [
  ...comment(`decide: ${message} [${code}]`),
  ...(help ?? '').split('\n').flatMap((line) => (line === '' ? [] : comment(line))),
];

function unmanagedLines(decisions: Decisions | undefined): string[] {
  const byReason = new Map<string, string[]>();
  for (const { table, evidence } of decisions?.unmanaged ?? [])
    byReason.set(evidence, [...(byReason.get(evidence) ?? []), table]);
  return [...byReason].flatMap(([why, tables]) =>
    comment(
      `Left as ${tables.length === 1 ? 'it is' : 'they are'}: ${tables.join(', ')} (${why}). To manage a table, list it above.`,
      '  ',
    ),
  );
}

/** What the conversion found by itself, to be read and corrected. */
function others({ open, applicationRoles, profiles }: Decisions): string[][] {
  const shared = open.map(({ table, evidence }) => `# - ${inComment(`${table}: ${evidence}`)}`);
  return [
    shared.length === 0
      ? []
      : [
          ...comment(
            'Open to every tenant; if one of these belongs to tenants, list it in tenancy.tenantTables:',
          ),
          ...shared,
        ],
    applicationRoles.length === 0
      ? []
      : [
          ...comment('Roles of the application: all with privileges in the dump, except owners.'),
          `#applicationRoles: ${list(applicationRoles)}`,
        ],
    profiles.length === 0
      ? []
      : comment(
          `Tables that match a profile of columns for legal requirements: ${profiles.map(({ name, tables }) => `${name} ${tables}`).join(', ')}. To leave a profile out: compliance: { ${profiles[0]!.name}: false }`,
        ),
  ].filter((lines) => lines.length > 0);
}
