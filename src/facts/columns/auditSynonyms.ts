/** Usual names of audit columns: when a row was written, and by which user. */
import { columnKind } from './columnKinds.js';
import { words } from '../names/patterns.js';
import type { Column } from '../relations/relation.js';

export const concepts = ['createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'rowVersion'] as const;
export type Concept = (typeof concepts)[number];

export const isCreated = (concept: Concept): boolean => concept === 'createdAt' || concept === 'createdBy';

export const isUser = (concept: Concept): boolean => concept === 'createdBy' || concept === 'updatedBy';

const list = (text: string): string[] => text.split(/\s+/);

/** Letters only: `createdon` matches `created_on`, `createdOn` and `CreatedOn`. The likeliest name comes first. */
const SYNONYMS: Readonly<Record<Concept, readonly string[]>> = {
  createdAt:
    list(`createdat createdon createddate createdtime createdtimestamp datecreated creationdate creationtime
    createdate createtime insertedat insertedon entrydate crtdt`),
  createdBy: list(
    'createdby createdbyid createduser createduserid createuser creatorid creator insertedby enteredby',
  ),
  updatedAt:
    list(`updatedat updatedon updateddate updatedtime dateupdated updatetime updatedate modifiedat modifiedon
    modifieddate datemodified lastmodified lastmodifiedat lastmodifieddate lastmodifiedon lastupdated lastupdate
    lastupdatedat lastupdatedon changedat changedon`),
  updatedBy: list(
    'updatedby updatedbyid updateduser modifiedby modifiedbyid lastmodifiedby lastupdatedby changedby',
  ),
  rowVersion: list('rowversion lockversion optlock optlockversion lockno version revision'),
};

/** These may be an optimistic lock or the version of the row's content. */
const DOUBTFUL: ReadonlySet<string> = new Set(['version', 'revision']);

/** Active Record, Hibernate and Doctrine increment these themselves and compare them with the value they read. */
const OF_ORMS: ReadonlySet<string> = new Set(['lockversion', 'optlock', 'optlockversion']);

export const letters = (name: string): string => words(name).join('');

export const isDoubtful = (name: string): boolean => DOUBTFUL.has(letters(name));

export const isOfOrm = (name: string): boolean => OF_ORMS.has(letters(name));

const isSynonym = (name: string, concept: Concept): boolean => SYNONYMS[concept].includes(letters(name));

/** The user that a log entry is about or comes from. */
const ACTOR = /^(user|userid|username|actor|actorid)$|by$/;

/**
 * True where a log has its own columns for it: a time with a default is the time of writing. They replace the audit
 * column, and the tool leaves them unchanged.
 */
export const saysItself = (concept: Concept, columns: Iterable<Column>): boolean =>
  [...columns].some((column) =>
    concept === 'createdAt'
      ? column.hasDefault && columnKind(column.type).is === 'time'
      : ACTOR.test(letters(column.name)),
  );

/** The columns that serve as this audit column, the likeliest first. */
export function columnsFor(concept: Concept, name: string, columns: ReadonlyMap<string, Column>): Column[] {
  const order = SYNONYMS[concept];
  const place = (column: Column): number => (column.name === name ? -1 : order.indexOf(letters(column.name)));
  return [...columns.values()]
    .filter((column) => column.name === name || isSynonym(column.name, concept))
    .toSorted((a, b) => place(a) - place(b));
}
