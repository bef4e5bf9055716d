/** The README's tables and docs/diagnostics.md as Markdown, from the schema and registries; a test compares them. */
import { configSchema } from '../../config/config.js';
import type { Entry } from '../../diagnostics/entry.js';
import { topics } from '../../diagnostics/registry.js';
import { kinds } from '../../kinds/registry.js';
import { transforms } from '../../transforms/registry.js';

interface Property {
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Property>>;
  readonly additionalProperties?: Property | boolean;
  readonly anyOf?: readonly Property[];
}

const code = (value: unknown): string => `\`${String(value)}\``;

function valuesOf({ title, enum: words, type }: Property): string {
  if (title !== undefined) return title;
  if (words) return words.map(code).join(', ');
  return type === 'boolean' ? '`true`, `false`' : '';
}

/** A value, the items of a list, or the names in a map. */
function defaultOf({ default: fallback = [] }: Property): string {
  const isMap = typeof fallback === 'object' && fallback !== null && !Array.isArray(fallback);
  return (isMap ? Object.keys(fallback) : [fallback].flat()).map(code).join(', ');
}

/** What each entry holds, in a map whose keys the user names. */
const eachOf = ({ additionalProperties: each }: Property): Property | undefined =>
  typeof each === 'object' ? each.anyOf?.find(({ properties }) => properties) : undefined;

function rowsOf(prefix: string, properties: Readonly<Record<string, Property>>): string[][] {
  return Object.entries(properties).flatMap(([name, it]): string[][] => {
    const key = `${prefix}${name}`;
    // A group without a description is described by its keys.
    if (it.properties && it.description === undefined) return rowsOf(`${key}.`, it.properties);
    const row = [code(key), valuesOf(it), defaultOf(it), it.description ?? ''];
    const each = eachOf(it);
    // A map whose keys the user names may also have fixed keys.
    const keys = each ? rowsOf(`${key}.`, it.properties ?? {}) : [];
    return [row, ...keys, ...rowsOf(`${key}.<name>.`, each?.properties ?? {})];
  });
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Keys of the configuration. */
export function configTable(): string {
  const { $schema: _, ...properties } = configSchema().properties as Readonly<Record<string, Property>>;
  return table(['Key', 'Value', 'Default', 'What it does'], rowsOf('', properties));
}

/** Transforms, in the order in which they run. */
export function transformTable(): string {
  const rows = transforms.map(({ name, summary }) => [code(name), summary]);
  return table(['Transform', 'What it does'], rows);
}

/** Kinds of objects, in the order in which they are offered a statement. */
export function kindTable(): string {
  const rows = kinds.map(({ name, label }) => [code(name), label.replace(/ (?:on|of)$/, '')]);
  return table(['Kind', 'In words'], rows);
}

/** Escapes what Markdown would interpret. */
const plain = (text: string): string => text.replace(/[\\`*<]/g, (character) => `\\${character}`);

const entryText = ([name, { severity, title, problem, whatToDo }]: [string, Entry]): string => `### ${name}

**${plain(title)}** (${[severity].flat().join(' or ')})

Problem: ${plain(problem)}

What to do: ${plain(whatToDo)}
`;

/** docs/diagnostics.md: every code, by topic. */
export function diagnosticsPage(): string {
  const parts = topics.map(({ title, entries }) =>
    [
      `## ${title}\n`,
      ...Object.entries(entries)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(entryText),
    ].join('\n'),
  );
  return `# Diagnostics

Each message of pg-baseline ends with its code in brackets. An error stops the run (exit code 2, nothing is written). A warning
counts for \`--strict\` (exit code 1). An info only tells.

The configuration can accept a warning, which no longer counts for \`--strict\` and is listed with its reason in the reports, or
change the severity of a code:

\`\`\`yaml
accept:
  - code: tenant/undecided
    object: table core.shifts # as "object" in report.json; without it, all warnings of the code
    reason: Shifts belong to one hospital; reviewed with the data-protection officer.
severity:
  privileges/public: error # stops the conversion
  tenant/leftover: off # the reports only count it
\`\`\`

An entry with an object also accepts a later warning of the same code on it. An entry that matches no warning is a warning
itself (\`accept/unused\`). Codes of errors, and findings of \`verify\`, can't be accepted or changed.

${parts.join('\n')}`;
}
