/**
 * The only module that imports Prettier: its document builders break long lines, at the project's width and
 * indentation. SQL of the dump is not a document: its slices stay as they are.
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
