/** The lines of the dump for a warning: around its place, or where the statement of its object names the column. */
import type { SchemaObject } from '../catalog/object.js';
import type { Diagnostic } from '../diagnostics/diagnostics.js';
import { masked } from '../secrets.js';

export interface Frame {
  /** The warning's index in the diagnostics. */
  readonly of: number;
  /** The warning's line in the dump, 1-based, and the line with which the text starts. */
  readonly line: number;
  readonly first: number;
  readonly text: string;
}

/** Lines before and after the warning's. */
const AROUND = 2;
/** Longer lines are cut, so that a frame is readable. */
const WIDTH = 110;

/** The column at the start of a message: `core.visits."tenantId" may be NULL`. */
const COLUMN = /^(?:(?:[\w$]+|"[^"]+")\.){1,2}([\w$]+|"[^"]+") (?:is|may|looks)\b/;

/** Index of the line of the statement that names the column first; 0 if none does. */
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
 * @param objects all objects read from the dump, in its order
 * @param file the dump's name, as in places; a place in another file is in the configuration
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
