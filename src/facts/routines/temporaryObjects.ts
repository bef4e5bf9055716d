/**
 * Routines that create temporary objects: with pg_temp last in its path, one that creates a temporary table named like
 * a permanent one would write into the permanent one.
 * https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-SEARCH-PATH
 */
import { type Key, key } from '../../catalog/object.js';
import type { Routine } from './bodies.js';
import { type Level, levels, nameAt } from './levels.js';
import { keyword } from '../../source/tokens.js';

const KINDS = new Set(['TABLE', 'VIEW', 'SEQUENCE', 'TYPE', 'DOMAIN']);
/** Words between CREATE and the name. */
const SKIPPED = new Set([
  'OR',
  'REPLACE',
  'GLOBAL',
  'LOCAL',
  'UNLOGGED',
  'RECURSIVE',
  'MATERIALIZED',
  'IF',
  'NOT',
  'EXISTS',
]);
const TEMPORARY = new Set(['TEMP', 'TEMPORARY']);
const IN_SCHEMA = 'pg_temp';

/** Names of temporary objects that the text creates: CREATE TEMP …, SELECT … INTO TEMP …, CREATE … pg_temp.x. */
function madeIn({ text, tokens: all }: Level): string[] {
  const out: string[] = [];
  const word = (at: number): string => keyword(text, all?.[at]);
  (all ?? []).forEach((_, start) => {
    const into = word(start) === 'INTO' && TEMPORARY.has(word(start + 1));
    if (word(start) !== 'CREATE' && !into) return;
    let at = start + 1;
    let temporary = false;
    for (; SKIPPED.has(word(at)) || TEMPORARY.has(word(at)) || KINDS.has(word(at)); at++)
      temporary ||= TEMPORARY.has(word(at));
    const schema = word(at + 1) === '.' ? nameAt(text, all![at]) : undefined;
    const name = nameAt(text, all![schema === undefined ? at : at + 2]);
    if (name !== undefined && (temporary || schema === IN_SCHEMA)) out.push(name);
  });
  return out;
}

const STARTS_DDL = /^\s*(?:CREATE|ALTER|DROP)\b/i;
const STARTS_OTHER =
  /^\s*(?:(?:SELECT|WITH|VALUES|CALL|GRANT|REVOKE|SET|LOCK|NOTIFY)\s|(?:INSERT|MERGE)\s+INTO\s|DELETE\s+FROM\s|UPDATE\s.*\sSET\s|TRUNCATE\s|REFRESH\s+MAT)/is;

/** PL/pgSQL's EXECUTE of DDL, or of text whose statement is unknown. */
function runsDdl(all: readonly Level[]): boolean {
  const [body, ...literals] = all;
  const executes = (body!.tokens ?? []).some(
    (token, at) =>
      keyword(body!.text, token) === 'EXECUTE' &&
      !/^(?:FUNCTION|PROCEDURE)$/.test(keyword(body!.text, body!.tokens![at + 1])),
  );
  if (!executes) return false;
  const texts = literals.map(({ text }) => text);
  return texts.some((text) => STARTS_DDL.test(text)) || !texts.some((text) => STARTS_OTHER.test(text));
}

/**
 * Why pg_temp must not be last in its path; undefined where it may be.
 * @param there relations and types of the dump, by key
 */
export function needsTemporaryFirst(
  { text, language, searchPath = [] }: Pick<Routine, 'text' | 'language' | 'searchPath'>,
  there: { has(one: Key): boolean },
): string | undefined {
  if (text === undefined) return undefined;
  const all = levels(text);
  const clash = all
    .flatMap(madeIn)
    .flatMap((name) => searchPath.map((schema) => ({ schema, name })))
    .find((name) => there.has(key('relation', name)) || there.has(key('type', name)));
  if (clash)
    return `it creates a temporary object with the same name as ${clash.schema}.${clash.name}, and with pg_temp last it would find the permanent one`;
  const may = language === 'plpgsql' ? runsDdl(all) : language !== 'sql' && /\btemp(orary)?\b/i.test(text);
  return may
    ? 'it runs statements that may create temporary objects, and with pg_temp last it could find permanent ones instead'
    : undefined;
}

/** The attack that verify tries with temporary objects. */
export const TEMPORARY_OBJECT = 'temporary object';
