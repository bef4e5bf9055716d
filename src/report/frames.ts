/** The lines of the dump that a warning is about: around its place, or where the statement of its object names the column. */
import type { SchemaObject } from '../catalog/object.js';
import type { Diagnostic } from '../diagnostics/diagnostics.js';
import { masked } from '../secrets.js';

export interface Frame {
  /** The warning's place in the list of diagnostics. */
  readonly of: number;
  /** The line of the dump that it is about, 1-based, and the one that the text starts with. */
  readonly line: number;
  readonly first: number;
  readonly text: string;
}

/** Lines before and after the one it is about. */
const AROUND = 2;
/** Longer ones are cut: a frame is to be read. */
const WIDTH = 110;

/** The column that a message starts with: `core.visits."tenantId" may be NULL`. */
const COLUMN = /^(?:(?:[\w$]+|"[^"]+")\.){1,2}([\w$]+|"[^"]+") (?:is|may|looks)\b/;

/** The line of the statement that names the column first, from 0; its head where none does. */
function lineOfColumn(message: string, lines: readonly string[]): number {
  const column = COLUMN.exec(message)?.[1];
  const names = [`${column} `, `"${column}" `];
  const at =
    column === undefined
      ? -1
      : lines.findIndex((line) => names.some((name) => line.trimStart().startsWith(name)));
  return Math.max(0, at);
}

function frameOf(of: number, { message, place }: Diagnostic, { statement: { raw } }: SchemaObject): Frame {
  const lines = masked(raw.text).split('\n');
  const about = place ? place.line - raw.line : lineOfColumn(message, lines);
  const from = Math.max(0, about - AROUND);
  const shown = lines.slice(from, Math.max(about + AROUND, 2 * AROUND) + 1);
  const text = shown.map((line) => line.replace(/\r$/, '').replaceAll('\t', ' ').slice(0, WIDTH).trimEnd());
  return { of, line: raw.line + about, first: raw.line + from, text: text.join('\n') };
}

/**
 * @param objects all that was read from the dump, in its order
 * @param file the dump's name, as places have it; a place in another file is in the configuration
 */
export function framesOf(
  diagnostics: readonly Diagnostic[],
  objects: readonly SchemaObject[],
  file?: string,
): Frame[] {
  const byId = new Map(objects.map((object) => [object.id, object]));
  /** The last one that starts at or before the line. */
  const objectAt = (line: number): SchemaObject | undefined =>
    objects.findLast(({ statement }) => statement.raw.line <= line);
  return diagnostics.flatMap((one, of) => {
    if (one.severity !== 'warning' || (one.place && one.place.file !== file)) return [];
    const object = one.place ? objectAt(one.place.line) : byId.get(one.object ?? '');
    return object ? [frameOf(of, one, object)] : [];
  });
}
