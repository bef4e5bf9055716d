/**
 * The one door to Prettier: its document builders break what is too long for a line, in the width and indentation of the
 * project. What came from the dump is no document: its slices stand as they are.
 */
import type { Doc } from 'prettier';
import { builders, printer } from 'prettier/doc';

export const { fill, hardline, indent, line } = builders;

export interface Layout {
  readonly printWidth: number;
  readonly tabWidth: number;
}

export function render(doc: Doc, layout: Layout): string {
  return printer.printDocToString(doc, { ...layout, useTabs: false }).formatted;
}

/** One level of indentation. */
export const tabOf = ({ tabWidth }: Layout): string => ' '.repeat(tabWidth);
