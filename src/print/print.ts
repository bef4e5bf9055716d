/** Prints ordered objects: sections, blocks under a comment line, guards. */
import type { Catalog } from '../catalog/catalog.js';
import { type SchemaObject, sections } from '../catalog/object.js';
import type { Guard, GuardTarget } from '../kinds/base/kind.js';
import { kindNamed } from '../kinds/registry.js';
import type { Placed } from '../order.js';
import { guardedText, statementText } from './guard.js';
import { headerText, preparationTexts, settingsText } from './header.js';
import { type Layout, tabOf } from './layout.js';
import { openingsOf } from './opened.js';
import { knownDatabase, oneTransaction, type RunOptions } from './preconditions.js';
import { referencedKeys } from './referenced.js';

export interface Printed {
  readonly sql: string;
  /** Ids of the objects that are printed as in the dump. */
  readonly unchangedIds: ReadonlySet<string>;
}

export const RULE = '-- '.padEnd(72, '=');

interface Item {
  readonly object: SchemaObject;
  readonly guard: Guard;
  /** The search_path that it needs, if that is not the current one. */
  readonly path: string | undefined;
}

interface Block {
  readonly title: string;
  readonly section: number;
  readonly items: Item[];
}

/** A comment is one line, whatever an identifier contains. */
export const title = (id: string): string =>
  `${id[0]!.toUpperCase()}${id.slice(1)}`.replace(/ #\d+$/, '').replace(/[\r\n]+/g, ' ');

function blocksOf(
  placed: readonly Placed[],
  catalog: Catalog,
  roles: GuardTarget['roles'],
): { blocks: Block[]; path: string | undefined } {
  const blocks: Block[] = [];
  let first: string | undefined;
  let around: string | undefined;
  let current: string | undefined;
  const openings = openingsOf(catalog);
  const target = { ...catalog.target, roles };
  const provided = new Set(catalog.objects.flatMap(({ provides }) => provides));
  for (const { object, section, block } of placed) {
    const said = object.statement.session.searchPath;
    around = said?.around ?? said?.sql ?? around;
    first ??= around;
    current ??= around;
    const wanted = said?.sql ?? around;
    const path = wanted === current ? undefined : wanted;
    current = wanted;
    const before = openings(object);
    const guarded = kindNamed(object.kind).guard(object, target, provided);
    const item = { object, guard: before.length > 0 ? { ...guarded, before } : guarded, path };
    const name = title(block);
    const last = blocks.at(-1);
    if (last && last.title === name && last.section === section) last.items.push(item);
    else blocks.push({ title: name, section, items: [item] });
  }
  return { blocks, path: first };
}

/** Texts of statements; adjacent guarded ones share a DO block. */
export function itemTexts(items: readonly Pick<Item, 'guard' | 'path'>[], layout: Layout): string[] {
  const out: string[] = [];
  let run: Guard[] = [];
  const flush = (): void => {
    if (run.length > 0) out.push(guardedText(run, layout));
    run = [];
  };
  for (const { guard, path } of items) {
    if (path !== undefined) {
      flush();
      out.push(`SET LOCAL search_path = ${path};`);
    }
    if (guard.when !== undefined || guard.around) {
      if (guard.alone) flush();
      run.push(guard);
      if (guard.alone) flush();
    } else {
      flush();
      out.push(statementText(guard, layout));
    }
  }
  flush();
  return out;
}

/** What the settings say of the files. */
export interface Output extends Layout, RunOptions {
  readonly roles: GuardTarget['roles'];
}

/** What stands around the objects: the administrator's files, and what they have to do with each other. */
export interface Frame {
  readonly file?: 'before' | 'after';
  /** Blocks behind the settings, and at the end. */
  readonly first?: readonly string[];
  readonly last?: readonly string[];
}

/** Blocks under their sections and comment lines, without what goes around them in a file. */
function bodyOf(blocks: readonly Block[], catalog: Catalog, output: Output): string[] {
  const parts: string[] = [];
  let section = -1;
  for (const block of blocks) {
    if (block.section !== section) {
      parts.push(`${RULE}\n-- ${sections[block.section]}\n${RULE}`);
      if (sections[block.section] === 'Foreign keys') parts.push(...referencedKeys(catalog, tabOf(output)));
    }
    section = block.section;
    parts.push([`-- ${block.title}`, ...itemTexts(block.items, output)].join('\n'));
  }
  return parts;
}

/** Some objects of a catalog as statements that can run again, each block under its comment line. */
export const printSome = (placed: readonly Placed[], catalog: Catalog, output: Output): string[] =>
  blocksOf(placed, catalog, output.roles).blocks.map((block) =>
    [`-- ${block.title}`, ...itemTexts(block.items, output)].join('\n'),
  );

export function print(
  placed: readonly Placed[],
  catalog: Catalog,
  output: Output,
  { file, first = [], last = [] }: Frame,
): Printed {
  const { blocks, path } = blocksOf(placed, catalog, output.roles);
  const parts = [
    headerText(catalog, {
      file,
      stops: output.version !== undefined,
      commandLine: output.commandLine,
    }),
    oneTransaction(tabOf(output)),
    ...(file === undefined ? knownDatabase(catalog, output, path, tabOf(output)) : []),
    settingsText(catalog, path),
    ...first,
    ...preparationTexts(catalog, tabOf(output)),
    ...bodyOf(blocks, catalog, output),
    ...last,
  ];
  const unchangedIds = blocks.flatMap(({ items }) =>
    items.filter(({ object, guard }) => isUnchanged(object, guard)).map(({ object }) => object.id),
  );
  return { sql: `${parts.join('\n\n')}\n`, unchangedIds: new Set(unchangedIds) };
}

const isUnchanged = ({ statement }: SchemaObject, { sql, list, when, around }: Guard): boolean =>
  when === undefined && around === undefined && list === undefined && sql === statement.text;
