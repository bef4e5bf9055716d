/**
 * The configuration file: one schema, from which its type, its JSON Schema and the README's table come.
 * The one door to zod and yaml. Only the command line loads it, and only where there is such a file.
 */
import {
  type Alias,
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import * as z from 'zod';
import { InputError, type Place } from './diagnostics.js';
import { didYouMean } from './nearest.js';
import { choices, defaults } from './settings.js';
import { transforms } from './transforms/registry.js';

/** Every schema says what it expects, in words that end the sentence "expected …". */
const path = z.string({ error: 'the path of a file' }).min(1, { error: 'the path of a file' });
const flag = z.boolean({ error: 'true or false' });
const oneOf = <const T extends readonly (string | number)[]>(words: T) =>
  z.literal(words, { error: `${words.slice(0, -1).join(', ')} or ${words.at(-1)}` });

const switches = Object.fromEntries(
  transforms.map(({ name, summary }) => [
    name,
    flag.optional().meta({ description: summary, default: true }),
  ]),
);

// prettier-ignore
const schema = z.strictObject({
  $schema: z.string({ error: 'the address of a JSON Schema' }).optional(),
  dump: path.optional().meta({ description: 'The dump to convert, when the command line names none.' }),
  output: path.optional().meta({ description: 'The file to write, when the command line names none.' }),
  preset: oneOf(choices.preset).optional().meta({ description: '`plain` keeps the schema exactly as it is. `hims` is not in this version.', default: defaults.preset }),
  postgres: oneOf(choices.postgres).optional().meta({ description: 'Major version of the server that the output is for; without it, the one that the dump comes from.' }),
  owners: oneOf(choices.owners).optional().meta({ description: 'Leave owners out, or set them where the role is there.', default: defaults.owners }),
  privileges: oneOf(choices.privileges).optional().meta({ description: 'Keep GRANT and REVOKE, guarded by role, or leave them out.', default: defaults.privileges }),
  roles: oneOf(choices.roles).optional().meta({ description: 'Roles that are named: create what is missing, expect them to be there, or skip what names a missing one.', default: defaults.roles }),
  strict: flag.optional().meta({ description: 'A warning makes the exit code 1.', default: false }),
  report: z.union([path, z.array(path)], { error: 'the path of a file, or a list of paths' }).optional().meta({ description: 'Where to write the report: `.json` for programs, `.txt` for people.' }),
  transforms: z.strictObject(switches, { error: 'names of transforms, each with true or false' }).optional().meta({ description: 'Transforms to switch off: `foldDefaults: false`.' }),
}, { error: 'keys with values' });

export type Config = z.infer<typeof schema>;

const SHORT = 60;

/** A value as the user wrote it, so that a message can repeat it. */
function shown(text: string, node: Node | null | undefined): string {
  const [start, end] = node?.range ?? [0, 0];
  const source = text.slice(start, end);
  if (source === '') return 'nothing';
  return source.includes('\n') || source.length > SHORT
    ? `this ${isSeq(node) ? 'list' : isMap(node) ? 'map' : 'text'}`
    : source;
}

const nodeAt = (root: Node | null, path: readonly PropertyKey[]): Node | null | undefined => {
  let node: Node | null | undefined = root;
  for (const step of path) {
    if (isMap(node))
      node = node.items.find(({ key }) => isScalar(key) && key.value === step)?.value as Node | null;
    else if (isSeq(node)) node = node.items[Number(step)] as Node | undefined;
    else return undefined;
  }
  return node;
};

/** Where a key stands; its value may be empty, and then has no place of its own. */
function keyAt(root: Node | null, path: readonly PropertyKey[]): Node | undefined {
  const parent = nodeAt(root, path.slice(0, -1));
  if (!isMap(parent)) return undefined;
  return parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))?.key as Node | undefined;
}

/** An alias (`*name`) of nothing, which yaml reports by throwing. */
function unresolved(document: Document): Alias | undefined {
  let found: Alias | undefined;
  visit(document, {
    Alias(_key, node) {
      if (!node.resolve(document)) found ??= node;
    },
  });
  return found;
}

/** What other dialects of YAML take for true and false. */
const FALSE = ['off', 'no', 'n', '0'];
const TRUE = ['on', 'yes', 'y', '1'];

/** The words that may stand at a place, for "did you mean". */
const wordsOf = (issue: z.core.$ZodIssue): string[] =>
  issue.code === 'invalid_value' ? issue.values.map(String) : [];

function helpFor(issue: z.core.$ZodIssue, given: string): string | undefined {
  const word = given.replace(/^(['"])(.*)\1$/, '$2');
  if (issue.code !== 'invalid_type' || issue.expected !== 'boolean') return didYouMean(word, wordsOf(issue));
  if (FALSE.includes(word.toLowerCase())) return 'Write false.';
  return TRUE.includes(word.toLowerCase()) ? 'Write true.' : undefined;
}

/**
 * Reads a configuration file, YAML or JSON (which is YAML).
 * @throws InputError `config/syntax`, `config/unknown-key`, `config/value`, at the line of the file
 */
export function readConfig(text: string, file: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const refuse = (code: string, message: string, offset: number, help?: string): never => {
    const { line, col } = lines.linePos(offset);
    const place: Place = { file, line: Math.max(1, line), column: Math.max(1, col) };
    throw new InputError(`config/${code}`, message, { place, text, ...(help === undefined ? {} : { help }) });
  };
  const broken = document.errors[0];
  const dialect = 'The configuration is YAML; JSON works too.';
  if (broken) return refuse('syntax', `${broken.message}.`, broken.pos[0], dialect);
  const alias = unresolved(document);
  if (alias) return refuse('syntax', `Nothing above is called &${alias.source}.`, alias.range?.[0] ?? 0);
  const root = document.contents as Node | null;
  if (root === null) return {};
  const result = schema.safeParse(document.toJS());
  if (result.success) return result.data;
  const issue = earliest(result.error.issues, root);
  const { code, message, help } = complaint(issue, shown(text, nodeAt(root, issue.path)));
  return refuse(code, message, placeOf(issue, root), help);
}

interface Complaint {
  readonly code: string;
  readonly message: string;
  readonly help: string | undefined;
}

function complaint(issue: z.core.$ZodIssue, given: string): Complaint {
  const name = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') {
    const subject = name === '' ? 'The configuration' : `"${name}"`;
    const message = `${subject} is ${given}; expected ${issue.message}.`;
    return { code: 'value', message, help: helpFor(issue, given) };
  }
  const [unknown = ''] = issue.keys;
  const what = name === 'transforms' ? 'transform' : 'key';
  const known = Object.keys(what === 'transform' ? switches : schema.shape).filter(
    (key) => key !== '$schema',
  );
  const help = didYouMean(unknown, known) ?? `The ${what}s are ${known.join(', ')}.`;
  return { code: 'unknown-key', message: `There is no ${what} "${unknown}".`, help };
}

function placeOf(issue: z.core.$ZodIssue, root: Node): number {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path;
  const node = issue.code === 'unrecognized_keys' ? undefined : nodeAt(root, path);
  return (node ?? keyAt(root, path) ?? root).range?.[0] ?? 0;
}

/** What the user sees first in the file is what they mend first. */
const earliest = (issues: readonly z.core.$ZodIssue[], root: Node): z.core.$ZodIssue =>
  [...issues].sort((a, b) => placeOf(a, root) - placeOf(b, root))[0]!;

/** The JSON Schema that editors complete and check the configuration by. */
export function configSchema() {
  return { title: 'Configuration of pg-baseline', ...z.toJSONSchema(schema) };
}
