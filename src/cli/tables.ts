/** The README's tables, in Markdown, from the schema and the registries: a test compares them. */
import { configSchema } from '../config.js';
import { kinds } from '../kinds/registry.js';
import { transforms } from '../transforms/registry.js';

interface Property {
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly object[];
}

const code = (value: unknown): string => `\`${String(value)}\``;

function valuesOf({ type, enum: words, anyOf }: Property): string {
  if (words) return words.map(code).join(', ');
  if (anyOf) return 'path, or list of paths';
  if (type === 'string') return 'path';
  return type === 'boolean' ? '`true`, `false`' : 'names, each with `true` or `false`';
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Keys of the configuration. */
export function configTable(): string {
  const properties = Object.entries(configSchema().properties ?? {}) as [string, Property][];
  const rows = properties.flatMap(([key, it]) => {
    const fallback = it.default === undefined ? '' : code(it.default);
    return key === '$schema' ? [] : [[code(key), valuesOf(it), fallback, it.description ?? '']];
  });
  return table(['Key', 'Value', 'Default', 'What it does'], rows);
}

/** Transforms, in the order in which they run. */
export function transformTable(): string {
  const rows = transforms.map(({ name, summary }) => [code(name), summary]);
  return table(['Transform', 'What it does'], rows);
}

/** Kinds of objects, in the order in which a statement is offered to them. */
export function kindTable(): string {
  const rows = kinds.map(({ name, label }) => [code(name), label.replace(/ (?:on|of)$/, '')]);
  return table(['Kind', 'In words'], rows);
}
