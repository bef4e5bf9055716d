/**
 * Placeholders of templates: `{{table}}`. Two braces mean nothing in SQL, in psql and in Flyway, so that a template cannot be read as one of
 * theirs.
 */
import { InputError, placeAt } from '../../../diagnostics/diagnostics.js';
import { didYouMean } from '../../../didYouMean.js';

export const PLACEHOLDERS = {
  description: 'NAME, as words',
  version: 'the version that the file gets',
  schema: 'the schema of --table or --schema, quoted where needed',
  table: 'the table of --table with its schema, quoted where needed',
  table_name: 'the table of --table without its schema',
  profile: 'the compliance profile of --profile',
  columns: 'the columns of --column for CREATE TABLE, each with a comma behind it',
  add_columns: 'the columns of --column for ALTER TABLE, as ADD COLUMN IF NOT EXISTS',
  added_columns:
    'the columns and constraints that the configuration adds to the table (tenant, audit, compliance), each with a comma behind it',
  added:
    'everything else that the configuration adds: indexes, foreign keys, triggers, policies, row-level security, comments, and the self-check',
} as const;

export type Placeholder = keyof typeof PLACEHOLDERS;

export interface Template {
  /** As the user would find it: a path, or the name of a built-in one. */
  readonly name: string;
  readonly text: string;
}

/** A value is one text, or lines that take the indentation of the placeholder; undefined: it was not given. */
export type Values = Readonly<Partial<Record<Placeholder, string | readonly string[]>>>;

const FOUND = /\{\{\s*([^{}\n]*?)\s*\}\}/g;

const isPlaceholder = (name: string): name is Placeholder => Object.hasOwn(PLACEHOLDERS, name);

function refuse(template: Template, offset: number, message: string, help: string): InputError {
  const { name: file, text } = template;
  return new InputError('project/template', message, { place: placeAt(text, offset, file), text, help });
}

/** The placeholders of a template. @throws InputError at the line of one that is unknown */
export function placeholdersOf(template: Template): ReadonlyMap<Placeholder, number> {
  const out = new Map<Placeholder, number>();
  for (const { 1: name = '', index } of template.text.matchAll(FOUND)) {
    if (!isPlaceholder(name)) {
      const all = Object.keys(PLACEHOLDERS);
      throw refuse(
        template,
        index,
        `There is no placeholder {{${name}}}.`,
        `${didYouMean(name, all) ?? `There are ${all.join(', ')}.`} docs/templates.md explains them.`,
      );
    }
    if (!out.has(name)) out.set(name, index);
  }
  const open = template.text.replace(FOUND, (text) => ' '.repeat(text.length)).search(/\{\{|\}\}/);
  if (open !== -1)
    throw refuse(
      template,
      open,
      'A placeholder has only one pair of braces.',
      'Write it like {{table}}, on one line.',
    );
  return out;
}

const GIVEN_BY: Readonly<Partial<Record<Placeholder, string>>> = {
  schema: '--table schema.name, or --schema NAME',
  table: '--table schema.name',
  table_name: '--table schema.name',
  profile: '--profile NAME',
  columns: "--column 'name type'",
  add_columns: "--column 'name type'",
};

/** @throws InputError at the line of a placeholder without a value */
export function filled(template: Template, values: Values): string {
  for (const [name, offset] of placeholdersOf(template))
    if (values[name] === undefined)
      throw refuse(template, offset, `{{${name}}} has no value.`, `Give it: ${GIVEN_BY[name] ?? name}`);
  return template.text
    .replace(
      /^([^\S\n]*)\{\{\s*(\w+)\s*\}\}([^\n]*)(\n|$)/gm,
      (line, indent: string, name: Placeholder, rest: string, end: string) => {
        const value = values[name]!;
        if (typeof value === 'string') return line;
        // A list without items takes its line along.
        if (value.length === 0) return rest.trim() === '' ? '' : `${indent}${rest}${end}`;
        return `${value.map((one) => (one === '' ? '' : `${indent}${one}`)).join('\n')}${rest}${end}`;
      },
    )
    .replace(FOUND, (_, name: Placeholder) => [values[name]!].flat().join(' '))
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()
    .concat('\n');
}

/** @throws InputError if the template has no place for what the configuration adds */
export function refuseWithout(template: Template, name: Placeholder): void {
  if (placeholdersOf(template).has(name)) return;
  throw refuse(
    template,
    template.text.trimEnd().length,
    `The template has no {{${name}}}, but the configuration adds ${PLACEHOLDERS[name].replace(/^everything else that the configuration adds: /, '')}.`,
    `Put {{${name}}} where it belongs, at the end for example.`,
  );
}
