/** Leaks between tenants that remain through unique keys and exclusion constraints, for the report and for verify. */
import { quoteName, shownName } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import type { Known, Tenancy } from '../../catalog/tenancy.js';
import type { Diagnostic, DiagnosticCode } from '../../diagnostics/diagnostics.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { KeyDecision } from './businessKeys.js';
import { NOT_INSTALLED } from './exclusions.js';
import { listed } from './listed.js';
import { pasted } from '../../facts/names/patterns.js';
import type { Relation } from '../../facts/relations/relations.js';
import { isGiven, nameOfKey, partsOf, type Telling } from './uniqueKeys.js';

const LABELS = {
  primaryKey: 'primary key',
  unique: 'unique constraint',
  uniqueIndex: 'index',
  exclusion: 'exclusion constraint',
} as const;

function whyOf({ chosenBy, before }: Telling): string {
  if (before.length > 0) return `it is checked before the foreign key of ${before.join(', ')}`;
  if (chosenBy.length > 0)
    return `${chosenBy.join(', ')} can choose its values, and no policy applies to keys`;
  return 'its values are unique across tenants, and nothing shows that each tenant issues its own';
}

export const knownKeys = (decisions: readonly KeyDecision[]): Known[] =>
  decisions.flatMap(({ relation, key: { kind }, name, within, left, telling }) =>
    telling && (!within || left !== undefined)
      ? [
          {
            relation: shownName(relation.name),
            attack: kind === 'exclusion' ? 'exclusion' : 'unique',
            name,
            why: left ?? whyOf(telling),
          },
        ]
      : [],
  );

/** Keys of the tenants table: a tenant that may change its row learns which values others have. */
export function knownTenantKeys(tenancy: Tenancy, relations: ReadonlyMap<Key, Relation>): Known[] {
  const relation = relations.get(relationKey(tenancy.tenants.name));
  return (relation?.uniqueKeys ?? [])
    .filter(
      ({ kind, columns }) =>
        kind !== 'primaryKey' || !columns.some((name) => isGiven(name, relation!, relations)),
    )
    .map((key) => ({
      relation: shownName(relation!.name),
      attack: 'unique',
      name: nameOfKey(key, relation!),
      why: 'each tenant issues its own values, but they are unique across tenants',
    }));
}

const TOLD =
  'A tenant that enters another tenant’s value gets an error (23505) that reveals it, and cannot use the value.';
const EXCLUDED =
  'A tenant whose row conflicts with another tenant’s gets an error (23P01) that reveals that row, and cannot enter its own.';

/** Nearly every table has one of these, so they are reported together. */
const isOfMany = ({ key, telling }: Pick<KeyDecision, 'key' | 'telling'>): boolean =>
  telling !== undefined &&
  (telling.before.length > 0 ? key.kind === 'primaryKey' : telling.chosenBy.length > 0);

function findingsOfMany(decisions: readonly KeyDecision[]): Diagnostic[] {
  const many = decisions.filter((one) => !one.within && !one.chosen && isOfMany(one));
  const [before, made] = [true, false].map((is) =>
    many.filter(({ telling }) => telling!.before.length > 0 === is),
  );
  const names = (all: readonly KeyDecision[]): string =>
    listed(all.map(({ relation, name }) => `${name} of ${pasted(relation.name)}`).toSorted());
  const first = (all: readonly KeyDecision[]): string =>
    `table ${all.map(({ relation }) => quoteName(relation.name)).toSorted()[0]!}`;
  const who = [...new Set(made!.flatMap(({ telling }) => telling!.chosenBy))].toSorted().join(', ');
  const out: Diagnostic[] = [];
  if (made!.length > 0)
    out.push({
      severity: 'info',
      code: 'keys/chosen-key',
      message: `${who} can write its own values to keys that the database generates and that are unique across tenants (${made!.length}): ${names(made!)}. ${TOLD}`,
      help: 'Grant INSERT and UPDATE only on the other columns, in the design; or accept it if nobody can guess the values: the report lists each as known.',
      object: first(made!),
    });
  if (before!.length > 0)
    out.push({
      severity: 'warning',
      code: 'keys/answers-first',
      message: `PostgreSQL checks primary keys before foreign keys over the same columns (${before!.length}): ${names(before!)}. A tenant that names another tenant’s row can find out whether something refers to it (23505).`,
      help: 'Give these tables generated keys in the design, or accept it: the report lists each as known.',
      object: first(before!),
    });
  return out;
}

function keyFinding({ relation, key, name, within, left, chosen, telling }: KeyDecision): Diagnostic[] {
  if (within ? left === undefined : chosen || isOfMany({ key, telling })) return [];
  const table = pasted(relation.name);
  const shown = quoteName({ schema: relation.name.schema, name });
  const id = `${LABELS[key.kind]} ${shown}${key.kind === 'uniqueIndex' ? '' : ` on ${quoteName(relation.name)}`}`;
  const asMeant = `keys: { global: ['${pasted({ schema: relation.name.schema, name })}'] }`;
  const mend =
    left === NOT_INSTALLED
      ? `Allow the extension: keys: { btreeGist: true } in the configuration; or, if this is intended, add: ${asMeant}.`
      : `Fix that in the design; or, if it is intended, add to the configuration: ${asMeant}.`;
  const finding = (code: DiagnosticCode, message: string, help: string | undefined): Diagnostic[] => [
    {
      severity: chosen ? 'info' : 'warning',
      code,
      message: `${message} ${key.kind === 'exclusion' ? EXCLUDED : TOLD}`,
      ...(help === undefined ? {} : { help }),
      object: id,
    },
  ];
  const because = left === undefined ? '' : `: ${left}`;
  if (within)
    return finding(
      'keys/left-global',
      `${name} of ${table} ${key.kind === 'exclusion' ? 'stays in force' : 'stays unique'} across tenants${because}.`,
      chosen ? undefined : mend,
    );
  if (key.kind === 'primaryKey')
    return finding(
      'keys/natural-key-global',
      `The primary key ${name} of ${table} has values that are entered, not generated, and are unique across tenants.`,
      `Give the table a generated key in the design; or, if all tenants share its rows, add to the configuration: tenancy: { referenceTables: ['${table}'] }.`,
    );
  const columns = key.kind === 'exclusion' ? [] : partsOf(key).map((part) => part.join());
  return finding(
    'keys/global-unique',
    `${name} of ${table} is unique across tenants${because}.`,
    left === undefined && columns.every((column) => column !== '' && !column.includes(','))
      ? `If each tenant issues its own values, add to the configuration: keys: { perTenant: ['${columns.join()}'] }, in addition to the default patterns; if the values are the same everywhere: ${asMeant}.`
      : mend,
  );
}

export const keyFindings = (decisions: readonly KeyDecision[]): Diagnostic[] => [
  ...findingsOfMany(decisions),
  ...decisions
    .toSorted((a, b) => {
      const [one, other] = [a, b].map(({ relation, name }) => `${quoteName(relation.name)}\0${name}`);
      return one! < other! ? -1 : 1;
    })
    .flatMap(keyFinding),
];
