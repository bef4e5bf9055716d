/** Qualified functions, types and tables in configured SQL: a missing one would stop the baseline at run time. */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, nameOf, strings } from '../../catalog/names.js';
import type { FuncCall, RangeVar, TypeName } from '../../grammar.js';
import { parseStatements } from '../../grammar.js';
import { didYouMean, misspelled } from '../../didYouMean.js';
import { defaults, type Settings } from '../../settings/settings.js';
import { nameFrom, pasted } from '../../facts/names/patterns.js';
import { walk } from '../../catalog/walk.js';
import { refused, type Said, settingOf } from '../../settings/refused.js';
import { namesWhere, schemasOf, schemasOfExtensions, tablesOf } from './there.js';
import { isAnyView, isRoutine, isType } from '../../kinds/is.js';

interface Sql {
  readonly said: Said;
  /** SQL of a statement. */
  readonly text: string;
}

type What = 'function' | 'type' | 'table';

const ofColumn = (path: Said['path'], text: string): Sql => ({
  said: { path },
  text: `CREATE TABLE t (${text}\n)`,
});
const ofExpression = (path: Said['path'], text: string): Sql => ({
  said: { path },
  text: `SELECT (${text}\n)`,
});

const AUDIT = ['createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'rowVersion'] as const;

/** SQL of the configuration that differs from the defaults. */
function sqlOf({ audit, compliance, tenancy }: Settings): Sql[] {
  const { tenantExpression } = tenancy;
  return [
    ...AUDIT.flatMap((key) =>
      audit[key] === defaults.audit[key] ? [] : [ofColumn(['audit', key], audit[key])],
    ),
    ...(tenantExpression === undefined
      ? []
      : [ofExpression(['tenancy', 'tenantExpression'], tenantExpression)]),
    ...Object.entries(compliance).flatMap(([name, profile]) => {
      if (profile === defaults.compliance[name]) return [];
      const { columns, checks } = profile;
      return [
        ...columns.map((text, at) => ofColumn(['compliance', name, 'columns', at], text)),
        ...checks.map((text, at) => ofExpression(['compliance', name, 'checks', at], text)),
      ];
    }),
  ];
}

function namedIn(text: string): { what: What; name: Name }[] {
  const [tree] = parseStatements([text]);
  const found: { what: What; name: Name }[] = [];
  if (!tree || !('type' in tree)) return found;
  walk(tree.node, (field, node) => {
    if (field === 'FuncCall')
      found.push({ what: 'function', name: nameOf(strings((node as FuncCall).funcname)) });
    if (/^(typeName|TypeName)$/.test(field))
      found.push({ what: 'type', name: nameOf(strings((node as TypeName).names)) });
    if (field === 'RangeVar') {
      const { schemaname, relname = '' } = node as RangeVar;
      found.push({ what: 'table', name: { schema: schemaname, name: relname } });
    }
  });
  return found.filter(({ name }) => name.schema !== undefined);
}

const OF_SERVER = /^(pg_catalog|information_schema)$/;

/** @throws InputError `config/not-in-dump` */
export function refuseNamesInSql(catalog: Catalog, settings: Settings): void {
  const all = sqlOf(settings);
  if (all.length === 0) return;
  const { tenantFunction, userFunction } = settings.tenancy;
  const relations = [...tablesOf(catalog), ...namesWhere(catalog, isAnyView)];
  const there: Readonly<Record<What, readonly string[]>> = {
    function: [...namesWhere(catalog, isRoutine), ...[tenantFunction, userFunction].map(nameFrom)].map(
      pasted,
    ),
    type: [...namesWhere(catalog, isType), ...relations].map(pasted),
    table: relations.map(pasted),
  };
  const schemas = schemasOf(catalog);
  const ofExtensions = schemasOfExtensions(catalog);
  for (const { said, text } of all)
    for (const { what, name } of namedIn(text)) {
      const schema = name.schema!;
      const shown = pasted(name);
      if (OF_SERVER.test(schema) || there[what].includes(shown)) continue;
      // Objects of an extension or platform may be missing from any dump.
      const isHidden = ofExtensions.has(schema) || !schemas.includes(schema);
      const near = isHidden ? misspelled(shown, there[what]) : undefined;
      const help = isHidden ? near && `Did you mean ${near}?` : didYouMean(shown, there[what]);
      if (isHidden && near === undefined) continue;
      throw refused(
        settings,
        said,
        'config/not-in-dump',
        `"${settingOf(said)}" names ${shown}, and the dump has no such ${what}.`,
        help,
      );
    }
}
