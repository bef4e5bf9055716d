/** Commands of a statement: itself or, for a DO block, those of its body. Words in comments and quotes do not count. */
import { split, withoutComments } from './split.js';

const BLOCK = /^DO\s+(?:LANGUAGE\s+\S+\s+)?(\$\w*\$)([^]*)\1/i;
/** PL/pgSQL's keywords in front of the first statement of a branch. */
const BRANCH = /^[^]*?\b(?:BEGIN|THEN|ELSE|LOOP)\s+(?=[A-Z])/i;

/** Commands without comments, each from its first word on. */
export function commandsOf(sql: string): string[] {
  const body = BLOCK.exec(sql)?.[2];
  if (body === undefined) return [withoutComments(sql)];
  return split(body).flatMap(({ text }) => branchesOf(withoutComments(text)));
}

/** `IF … THEN ALTER TABLE …` contains a statement. */
function branchesOf(text: string): string[] {
  const inner = text.replace(BRANCH, '');
  return inner === text ? [text] : branchesOf(inner);
}

/** ALTER … OWNER TO, at the end of the statement. */
const OWNER = /^ALTER\s[^]*\sOWNER\s+TO\s+("(?:[^"]|"")+"|[\w$\u0080-\uffff]+)\s*$/i;

/** Roles that a statement makes owners. */
export const ownersIn = (sql: string): string[] =>
  commandsOf(sql).flatMap((command) => OWNER.exec(command)?.[1] ?? []);

/** ALTER … OWNER TO, or a block that does nothing but that. */
export function setsOnlyOwners(sql: string): boolean {
  if (!/\bOWNER\b/i.test(sql)) return false;
  const commands = commandsOf(sql).filter((command) => !/^END\b/i.test(command));
  return commands.length > 0 && commands.every((command) => OWNER.test(command));
}

const NAME = String.raw`(?:"(?:[^"]|"")+"|[\w$\u0080-\uffff]+)`;
/** CREATE, the kind of object, and its name; or a column added to a table. */
const MADE = new RegExp(
  String.raw`^CREATE\s+(?:OR\s+REPLACE\s+)?(?:[A-Z]+\s+)*?(?:TABLE|VIEW|INDEX|SEQUENCE|TYPE|DOMAIN|FUNCTION|PROCEDURE|AGGREGATE|SERVER|WRAPPER|` +
    String.raw`EXTENSION|LANGUAGE|SUBSCRIPTION|PUBLICATION|SCHEMA|COLLATION|CONVERSION|ROLE|USER|TRIGGER|METHOD|CLASS|FAMILY|` +
    String.raw`CONFIGURATION|DICTIONARY|PARSER|TEMPLATE|STATISTICS)\s+(?:CONCURRENTLY\s+)?(?:IF\s+NOT\s+EXISTS\s+)?(${NAME}(?:\s*\.\s*${NAME})*)|` +
    String.raw`^ALTER\s+TABLE\s[^]*?\sADD\s+COLUMN\s+(?:IF\s+NOT\s+EXISTS\s+)?(${NAME})`,
  'i',
);

/** Names of what a statement creates, as in PostgreSQL's messages: `far.stock`. */
export const makes = (sql: string): string[] =>
  commandsOf(sql).flatMap((command) => {
    const [, created, column] = MADE.exec(command) ?? [];
    const name = created ?? column;
    return name === undefined ? [] : [name.replace(PART, plain)];
  });

const ROLE = new RegExp(String.raw`^CREATE\s+(?:ROLE|USER(?!\s+MAPPING)|GROUP)\s+(${NAME})`, 'i');

/** Roles that a statement creates. */
export const rolesMadeIn = (sql: string): string[] =>
  commandsOf(sql).flatMap((command) => ROLE.exec(command)?.[1]?.replace(PART, plain) ?? []);

const PART = /\s*(\.?)\s*(?:"((?:[^"]|"")+)"|([\w$\u0080-\uffff]+))/g;
const plain = (_: string, dot: string, quoted: string | undefined, word: string | undefined): string =>
  dot + (quoted?.replaceAll('""', '"') ?? word!.toLowerCase());
