/** Objects and actions in the words of comments. */
import { quoteName } from '../catalog/names.js';
import type { SchemaObject } from '../catalog/object.js';
import { isAbout, isConstraint, isPrivilege } from '../kinds/is.js';
import { KIND, kindNamed } from '../kinds/registry.js';
import { title } from '../print/print.js';
import type { Action } from './base/action.js';

/** A name may contain line breaks, a comment may not. */
export const oneLine = (text: string): string => text.replace(/\s*[\r\n]\s*/g, ' ');

const suffixOf = ({ name, identity }: SchemaObject): string => identity.slice(quoteName(name).length);

/** `own on clinic.visit`: the schema is the table's. */
export function shownName(object: SchemaObject): string {
  const { name, identity } = object;
  const suffix = suffixOf(object);
  const shown = suffix.startsWith(' on ')
    ? `${quoteName({ ...name, schema: undefined })}${suffix}`
    : identity;
  return oneLine(shown);
}

/** `policy own on clinic.visit`. */
export function shownObject(object: SchemaObject): string {
  const { kind, id, name } = object;
  if (kind === KIND.rowSecurity)
    return oneLine(`row-level security${name.name === 'FORCE' ? ' for owners' : ''}${suffixOf(object)}`);
  if (kind === KIND.grant)
    return oneLine(id.replace(/^grant on/, 'privileges on').replace(/ \([^()]*\)$/, ''));
  const { label } = kindNamed(kind);
  return id.startsWith(`${label} ${object.identity}`) ? `${label} ${shownName(object)}` : oneLine(id);
}

const WORDS = { drop: 'Drop', aside: 'Replace', alter: 'Change', rest: 'Remove the former' } as const;

function wordOf({ verb, object, work }: Action): string {
  if (work) return { fill: 'Fill', check: 'Validate', build: 'Build the index of' }[work];
  if (verb === 'drop' && (isAbout(object) || isPrivilege(object) || object.kind === KIND.rowSecurity))
    return 'Remove';
  if (verb !== 'create') return WORDS[verb];
  if (isConstraint(object)) return 'Add';
  return /^CREATE\s/i.test(object.sql) ? 'Create' : '';
}

/** The line above an action's statements: `Change table clinic.visit`. */
export const titleOf = (action: Action): string =>
  title(`${wordOf(action)} ${shownObject(action.object)}`.trim()).replace('index of index', 'index');
