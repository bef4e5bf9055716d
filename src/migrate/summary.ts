/** What a migration adds, changes and drops, by kind. */
import type { SchemaObject } from '../catalog/object.js';
import { isAbout, isPrivilege } from '../kinds/is.js';
import { KIND, kindNamed, kinds } from '../kinds/registry.js';
import type { Action, Work } from './base/action.js';
import { shownName } from './shown.js';

/** More objects of a kind are only counted. */
const NAMED = 5;

const WORKS: readonly (readonly [Work, string])[] = [
  ['fill', 'Filled'],
  ['check', 'Validated'],
  ['build', 'Indexes built'],
];

const places = new Map(kinds.map(({ name }, at) => [name, at]));

/** `Added: 2 tables: clinic.a, clinic.b; 7 indexes.` @returns a sentence for each of added, changed and dropped */
export function summaryOf(all: readonly Action[]): string[] {
  const actions = all.filter(({ work }) => !work);
  const made = new Set(actions.filter(({ verb }) => verb === 'create').map(({ object }) => object.id));
  const gone = new Map(actions.filter(isGone).map(({ object }) => [object.id, object]));
  const created = actions.filter(({ verb }) => verb === 'create').map(({ object }) => object);
  const altered = actions.filter(({ verb }) => verb === 'alter').map(({ object }) => object);
  return [
    sentence(
      'Added',
      created.filter(({ id }) => !gone.has(id)),
    ),
    sentence('Changed', [...altered, ...created.filter(({ id }) => gone.has(id))]),
    sentence(
      'Dropped',
      [...gone.values()].filter(({ id }) => !made.has(id)),
    ),
    ...WORKS.map(([one, word]) =>
      sentence(
        word,
        all.filter(({ work }) => work === one).map(({ object }) => object),
      ),
    ),
  ].flat();
}

const isGone = ({ verb, isNew }: Action): boolean => !isNew && (verb === 'drop' || verb === 'aside');

function sentence(word: string, objects: readonly SchemaObject[]): string[] {
  const byKind = new Map<string, SchemaObject[]>();
  for (const object of objects) byKind.set(object.kind, [...(byKind.get(object.kind) ?? []), object]);
  const parts = [...byKind]
    .toSorted(([a], [b]) => (places.get(a) ?? 0) - (places.get(b) ?? 0))
    .map(([, its]) => counted(its));
  return parts.length === 0 ? [] : [`${word}: ${parts.join('; ')}.`];
}

function counted(objects: readonly SchemaObject[]): string {
  const [first] = objects;
  const count = objects.length;
  const words = `${count} ${count === 1 ? labelOf(first!) : pluralOf(first!)}`;
  const isNamed =
    count <= NAMED && !isAbout(first!) && !isPrivilege(first!) && first!.kind !== KIND.rowSecurity;
  if (!isNamed) return words;
  const names = objects.map(shownName).toSorted().join(', ');
  return count === 1 ? `${labelOf(first!)} ${names}` : `${words}: ${names}`;
}

/** `comment on` and `owner of` without what follows. */
function labelOf({ kind }: SchemaObject): string {
  if (kind === KIND.grant) return 'change of privileges';
  if (kind === KIND.rowSecurity) return 'switch of row-level security';
  return kindNamed(kind).label.replace(/ (?:on|of|in)$/, '');
}

function pluralOf(object: SchemaObject): string {
  const { plural } = kindNamed(object.kind);
  if (plural !== undefined) return plural;
  const label = labelOf(object);
  const [, head = '', rest = ''] = /^(\S+?)( of .*)$/.exec(label) ?? [];
  return head === '' ? withS(label) : `${withS(head)}${rest}`;
}

function withS(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  if (word === 'switch') return 'switches';
  return /(?:s|x|ss)$/.test(word) ? word : `${word}s`;
}
