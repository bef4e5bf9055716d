/**
 * What a script does, without its names and texts: the statements that it holds at any depth, each as its keywords and marks, by
 * PostgreSQL's own lexer. Two schemas that differ in names alone have the same.
 */
import { scanSync } from 'libpg-query';

interface Token {
  readonly text: string;
  readonly name: string;
  readonly keyword: boolean;
}

function tokensOf(sql: string): Token[] {
  const bytes = Buffer.from(sql);
  return scanSync(sql).tokens.map(({ start, end, tokenName, keywordName }) => ({
    text: bytes.subarray(start, end).toString(),
    name: tokenName,
    keyword: keywordName !== 'NO_KEYWORD',
  }));
}

const DOLLAR = /^(\$(?:[^\d$][^$]*)?\$)([^]*)\1$/;

/** Neighbours may share a block and a condition, and names decide who is whose neighbour: these count once. */
const SHARED = /^(?:DO \(body\)|BEGIN|IF .*|END(?: IF)?)$/;

/** Of those that share a condition. */
const LIST = /IN \( \(text\) :: \(name\)(?: , \(text\) :: \(name\))* \)/;

/** @param opaque bodies that are data: those of the dump's own routines */
export function shape(sql: string, opaque: readonly string[]): string[] {
  const out: string[] = [];
  let words: string[] = [];
  const end = (): void => {
    if (words.length > 0) out.push(words.join(' '));
    words = [];
  };
  for (const { text, name, keyword } of tokensOf(sql)) {
    if (name === 'SQL_COMMENT' || name === 'C_COMMENT') continue;
    const body = name === 'SCONST' ? DOLLAR.exec(text)?.[2] : undefined;
    if (text === ';') end();
    else if (body !== undefined && !opaque.includes(body)) {
      words.push('(body)');
      out.push(...shape(body, opaque));
    } else if (name === 'SCONST' || name === 'USCONST') words.push('(text)');
    else if (name === 'IDENT' || name === 'UIDENT') words.push('(name)');
    else {
      words.push(keyword ? text.toUpperCase() : text);
      if (/^(?:BEGIN|THEN)$/i.test(text)) end();
    }
  }
  end();
  const shared = new Set(
    out.filter((one) => SHARED.test(one)).map((one) => one.replace(LIST, 'IN ( list )')),
  );
  return [...out.filter((one) => !SHARED.test(one)), ...shared].toSorted();
}
