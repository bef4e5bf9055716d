/** The items of the configuration's lists; and pairs of lists that exclude each other for a table or role. */
import type { Name } from '../../catalog/names.js';
import { defaults, type Patterns, type Settings } from '../../settings/settings.js';
import { matches, pasted } from '../../facts/names/patterns.js';
import { refused, type Said, settingOf } from '../../settings/refused.js';

export interface List {
  readonly path: Said['path'];
  readonly said: Patterns;
  /** True where the items are keys of a map. */
  readonly keys?: boolean;
}

export const items = ({ path, said, keys = false }: List): [Said, string][] =>
  said.map((text, index) =>
    keys ? [{ path: [...path, text], key: true }, text] : [{ path: [...path, index] }, text],
  );

const tenancyList =
  ({ tenancy }: Settings) =>
  (
    key: 'tenantTables' | 'referenceTables' | 'mixedTables' | 'logTables' | 'unmanagedTables' | 'foreignKeys',
  ): List => ({
    path: ['tenancy', key],
    said: tenancy[key],
  });

function listsOf(settings: Settings) {
  const { tenancy, audit, open, readOnly, persons } = settings;
  const of = tenancyList(settings);
  return {
    tenantTables: of('tenantTables'),
    referenceTables: of('referenceTables'),
    mixedTables: of('mixedTables'),
    logTables: of('logTables'),
    unmanagedTables: of('unmanagedTables'),
    foreignKeys: of('foreignKeys'),
    columns: { path: ['tenancy', 'columns'], said: Object.keys(tenancy.columns), keys: true },
    except: { path: ['audit', 'except'], said: audit.except },
    appendOnly: { path: ['audit', 'appendOnly'], said: audit.appendOnly },
    open: { path: ['rls', 'open'], said: open },
    readOnly: { path: ['readOnly'], said: readOnly },
    persons: { path: ['compliance', 'persons'], said: persons },
  } satisfies Record<string, List>;
}

/** The lists whose items are tables of the dump; keys of `tenancy.columns` are checked with their values. */
export const tableLists = (settings: Settings): List[] => {
  const { columns: _, ...lists } = listsOf(settings);
  return Object.values(lists);
};

/** The schemas of the tool's default profiles are for all dumps. */
export const OF_PROFILES = Object.values(defaults.compliance).flatMap(({ tables }) => tables);

export const complianceLists = ({ compliance }: Settings): List[] =>
  Object.entries(compliance).flatMap(([name, { tables }]) =>
    tables === defaults.compliance[name]?.tables
      ? []
      : [{ path: ['compliance', name, 'tables'], said: tables }],
  );

interface Exclusive {
  readonly one: List;
  readonly other: List;
  /** Ignores patterns with a star: the other list may make exceptions from these. */
  readonly literal: boolean;
}

/** Pairs of lists that contradict each other about a table. */
function exclusive(settings: Settings): Exclusive[] {
  const all = listsOf(settings);
  const verdicts = [
    all.tenantTables,
    all.referenceTables,
    all.mixedTables,
    all.logTables,
    all.unmanagedTables,
  ];
  const pairs = (lists: readonly List[]): Exclusive[] =>
    lists.flatMap((one, at) => lists.slice(at + 1).map((other) => ({ one, other, literal: false })));
  const against = (one: List, others: readonly List[]): Exclusive[] =>
    others.map((other) => ({ one, other, literal: true }));
  return [
    ...pairs(verdicts),
    ...pairs([all.except, all.appendOnly]),
    // An unmanaged table gets nothing.
    ...against(all.unmanagedTables, [
      all.columns,
      all.foreignKeys,
      all.appendOnly,
      all.open,
      all.readOnly,
      all.persons,
      ...complianceLists(settings),
    ]),
    ...against(all.referenceTables, [all.columns, all.foreignKeys]),
    ...against(all.readOnly, [all.tenantTables, all.mixedTables, all.logTables]),
  ];
}

function inBoth(
  settings: Settings,
  [[first, firstText], [second, secondText]]: readonly [[Said, string], [Said, string]],
  shown: string,
) {
  const list = (said: Said, text: string): string =>
    text === shown ? `"${settingOf(said)}"` : `"${settingOf(said)}" (${text})`;
  return refused(
    settings,
    second,
    'config/two-lists',
    `${shown} is in ${list(first, firstText)} and in ${list(second, secondText)}.`,
    'Keep it in one of them.',
  );
}

/** @throws InputError `config/two-lists` */
export function refuseTwice(settings: Settings, tables: readonly Name[]): void {
  for (const { one, other, literal } of exclusive(settings)) {
    if (one.said.length === 0 || other.said.length === 0) continue;
    for (const name of tables) {
      const [first, second] = [one, other].map((list) =>
        items(list).find(([, text]) => !(literal && text.includes('*')) && matches([text], name)),
      );
      if (first && second) throw inBoth(settings, [first, second], pasted(name));
    }
  }
  const administrators = items({ path: ['administratorRoles'], said: settings.administratorRoles });
  for (const first of items({ path: ['applicationRoles'], said: settings.applicationRoles })) {
    const second = administrators.find(([, text]) => text === first[1]);
    if (second) throw inBoth(settings, [first, second], first[1]);
  }
}
