/** What a statement does: itself or, for a DO block, the statements of its body. Words in comments and in quotes are neither. */
import { split, withoutComments } from './split.js';

const BLOCK = /^DO\s+(?:LANGUAGE\s+\S+\s+)?(\$\w*\$)([^]*)\1/i;
/** What PL/pgSQL puts in front of the first statement of a branch. */
const BRANCH = /^[^]*?\b(?:BEGIN|THEN|ELSE|LOOP)\s+(?=[A-Z])/i;

/** Without comments, each from its first word on. */
export function commandsOf(sql: string): string[] {
  const body = BLOCK.exec(sql)?.[2];
  if (body === undefined) return [withoutComments(sql)];
  return split(body).flatMap(({ text }) => branchesOf(withoutComments(text)));
}

/** `IF … THEN ALTER TABLE …` is a statement inside of another. */
function branchesOf(text: string): string[] {
  const inner = text.replace(BRANCH, '');
  return inner === text ? [text] : branchesOf(inner);
}

/** ALTER … OWNER TO, at the end of the statement. */
const OWNER = /^ALTER\s[^]*\sOWNER\s+TO\s+("(?:[^"]|"")+"|[\w$\u0080-\uffff]+)\s*$/i;

/** The roles that a statement makes owners. */
export const ownersIn = (sql: string): string[] =>
  commandsOf(sql).flatMap((command) => OWNER.exec(command)?.[1] ?? []);
