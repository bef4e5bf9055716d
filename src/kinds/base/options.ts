/** Lists of options: `WITH (fillfactor='70')`, SET (…) and RESET (…), as pg_class and pg_attribute have them. */
import type { Node } from '../../grammar.js';
import { type Name, quoteIdentifier, quoteLiteral, quoteName } from '../../catalog/names.js';
import { whereExisting } from './altered.js';
import type { Alteration, Step } from './verbs.js';

/** The option's name, with its namespace: `toast.autovacuum_enabled`. */
function optionName(option: Extract<Node, { DefElem: unknown }>): string {
  const { defnamespace, defname = '' } = option.DefElem;
  return `${defnamespace ? `${quoteIdentifier(defnamespace)}.` : ''}${quoteIdentifier(defname)}`;
}

/** The value as the catalogs have it; undefined if its form is unknown. */
function optionValue(option: Extract<Node, { DefElem: unknown }>): string | undefined {
  const { arg } = option.DefElem;
  if (!arg) return 'true';
  if ('String' in arg) return arg.String.sval ?? '';
  if ('Float' in arg) return arg.Float.fval ?? '0';
  if ('Boolean' in arg) return String(arg.Boolean.boolval ?? false);
  return 'Integer' in arg ? String(arg.Integer.ival ?? 0) : undefined;
}

/** Options by name, in their order; undefined if the form of one is unknown. */
export function optionsOf(items: readonly Node[] | undefined): Map<string, string> | undefined {
  const found = new Map<string, string>();
  for (const item of items ?? []) {
    const value = 'DefElem' in item ? optionValue(item) : undefined;
    if (value === undefined || !('DefElem' in item)) return undefined;
    found.set(optionName(item), value);
  }
  return found;
}

/** The items of a node that holds a list. */
export const itemsOf = (list: Node | undefined): readonly Node[] =>
  list && 'List' in list ? (list.List.items ?? []) : [];

/** `ARRAY['fillfactor=70']`, as the catalogs have the options. */
export const optionTexts = (options: ReadonlyMap<string, string>): string =>
  `ARRAY[${[...options].map(([name, value]) => quoteLiteral(`${name.replace(/^toast\./, '')}=${value}`)).join(', ')}]`;

export interface OptionChange {
  /** `SET (fillfactor='70')`, `RESET (autovacuum_enabled)`. */
  readonly action: string;
  /** A condition over this column: true where it has been done. */
  done(column: string): string;
}

/** From these options to those: at most one SET and one RESET. */
export function optionChanges(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): OptionChange[] {
  const set = new Map([...after].filter(([name, value]) => before.get(name) !== value));
  const gone = [...before.keys()].filter((name) => !after.has(name));
  return [...(set.size > 0 ? [setting(set)] : []), ...(gone.length > 0 ? [resetting(gone)] : [])];
}

const setting = (options: ReadonlyMap<string, string>): OptionChange => ({
  action: `SET (${[...options].map(([name, value]) => `${name}=${quoteLiteral(value)}`).join(', ')})`,
  done: (column) => `${column} @> ${optionTexts(options)}`,
});

/** RESET (…) of the named options. */
export const resetting = (names: readonly string[]): OptionChange => ({
  action: `RESET (${names.join(', ')})`,
  done: (column) =>
    `NOT EXISTS (SELECT FROM unnest(${column}) AS o WHERE split_part(o, '=', 1) IN (${names
      .map((name) => quoteLiteral(name.replace(/^toast\./, '')))
      .join(', ')}))`,
});

/** ALTER INDEX SET and RESET; undefined if an option's form is unknown. */
export function alterIndexOptions(
  index: Name,
  before: readonly Node[] | undefined,
  after: readonly Node[] | undefined,
): Alteration | undefined {
  const [old, wanted] = [optionsOf(before), optionsOf(after)];
  if (!old || !wanted) return undefined;
  return { steps: relationOptions('INDEX', index, optionChanges(old, wanted)) };
}

/** ALTER INDEX | MATERIALIZED VIEW … SET and RESET, where they are not done. */
export const relationOptions = (noun: string, name: Name, changes: readonly OptionChange[]): Step[] =>
  changes.map(({ action, done }) => ({
    sql: `ALTER ${noun} ${quoteName(name)} ${action}`,
    when: whereExisting(name, `(${done('reloptions')}) IS NOT TRUE`),
  }));
