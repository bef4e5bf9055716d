/**
 * Functions for audit columns, recognized by each line of their bodies: an output that is converted again keeps them
 * in their section, apart from the author's routines. `src/tenancy/columns/auditBody.ts` writes them.
 */
import { strings } from '../../catalog/names.js';
import type { CreateFunctionStmt } from '../../grammar.js';
import { routineOption } from './routine.js';

/** A smallint version restarts after this value. */
export const HIGHEST_SMALLINT = 32767;

const COLUMN = String.raw`(?:[a-z_][\w$]*|"(?:[^"]|"")+")`;
const TYPE = String.raw`::[\w."]+(?: [a-z]+)*`;
const VALUE = String.raw`(?:now\(\)|LOCALTIMESTAMP|(?:nullif\(current_setting\('(?:[^'\\]|'')+', true\), ''\)|${COLUMN}\.${COLUMN}\(\))(?:${TYPE})*)`;
/** One assignment of `auditBody`, which names only one column. */
const ASSIGNMENT = String.raw`NEW\.(?<column>${COLUMN}) := (?:${VALUE}|coalesce\((?:NEW\.\k<column>, ${VALUE}|OLD\.\k<column>, NEW\.\k<column>|${VALUE}, NEW\.\k<column>)\)|OLD\.\k<column> \+ 1|\(?CASE WHEN OLD\.\k<column> < ${HIGHEST_SMALLINT} THEN OLD\.\k<column> \+ 1 ELSE 0 END(?:\)::smallint)?);`;
const LINES: readonly RegExp[] = [
  /^BEGIN$/,
  /^ {4}IF TG_OP = 'INSERT' THEN$/,
  /^ {8}RETURN NEW;$/,
  /^ {4}END IF;$/,
  /^ {4}RETURN NEW;$/,
  /^END$/,
  new RegExp(`^ {4}(?: {4})?${ASSIGNMENT}$`),
  new RegExp(
    `^ {4}IF NEW\\.(?<kept>${COLUMN}) IS NOT DISTINCT FROM OLD\\.\\k<kept> THEN ${ASSIGNMENT} END IF;$`,
  ),
];

/** `baseline_audit_…`, with any prefix. */
const NAME = /_audit_[\w]+$/;

export function isAuditFunction(stmt: CreateFunctionStmt): boolean {
  if (!NAME.test(strings(stmt.funcname).at(-1) ?? '') || (stmt.parameters ?? []).length > 0) return false;
  const said = (name: string): string => strings(routineOption(stmt, name).slice(0, 1)).join();
  const [body] = routineOption(stmt, 'as').flatMap((node) => strings([node]));
  return (
    said('language').toLowerCase() === 'plpgsql' &&
    strings(stmt.returnType?.names).at(-1) === 'trigger' &&
    routineOption(stmt, 'security').length === 0 &&
    body !== undefined &&
    body
      .replace(/^\n|\n$/g, '')
      .split('\n')
      .every((line) => LINES.some((one) => one.test(line)))
  );
}
