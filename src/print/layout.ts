/** The one door to Prettier: its document builders lay the output out, in the width and indentation of the project. */
import type { Doc } from 'prettier';
import { builders, printer } from 'prettier/doc';

export type { Doc };
export const { group, hardline, indent, join, line, softline } = builders;

/**
 * Text that stays as it is, line breaks and all: a slice of the dump is never indented or trimmed. One string, not a line a
 * string: nothing that follows it on its last line asks for the width, and the whole dump passes here.
 */
export const verbatim = (text: string): Doc => text;

export interface Layout {
  readonly printWidth: number;
  readonly tabWidth: number;
}

export function render(doc: Doc, layout: Layout): string {
  return printer.printDocToString(doc, { ...layout, useTabs: false }).formatted;
}
