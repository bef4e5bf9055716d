/** The template of a name: a file of the project, or a built-in one. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../../../diagnostics/diagnostics.js';
import { didYouMean } from '../../../didYouMean.js';
import { textOf } from '../../migrations/migrationFiles.js';
import { templates } from './builtIn.js';
import type { Template } from './placeholders.js';

const ENDING = '.sql.template';

/** `V002__add_compliance_fields.sql.template` is called add-compliance-fields, or by its whole name. */
const spelled = (name: string): string =>
  name
    .replace(/\.sql\.template$/, '')
    .replace(/^[VB]\d[\d._]*__/, '')
    .replaceAll('_', '-')
    .toLowerCase();

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(ENDING))
      .toSorted();
  } catch {
    return [];
  }
}

/** @param folder as the user names it @throws InputError */
export function findTemplate(name: string, folder: string, cwd: string): Template {
  const files = filesIn(resolve(cwd, folder));
  const wanted = spelled(name);
  const own = files.filter((file) => file === name || spelled(file) === wanted);
  if (own.length > 1)
    throw new InputError('project/template', `Several templates are called ${name}: ${own.join(', ')}.`, {
      help: 'Name the whole file.',
    });
  if (own[0] !== undefined) {
    const shown = join(folder, own[0]);
    return { name: shown, text: textOf({ path: resolve(cwd, shown), shown }).replaceAll('\r\n', '\n') };
  }
  if (Object.hasOwn(templates, wanted)) {
    const known = wanted as keyof typeof templates;
    return { name: `(built-in) ${known}`, text: templates[known] };
  }
  const all = [...new Set([...files.map(spelled), ...Object.keys(templates)])];
  throw new InputError('project/template', `There is no template ${name}.`, {
    help: didYouMean(wanted, all) ?? `There are ${all.join(', ')}.`,
  });
}
