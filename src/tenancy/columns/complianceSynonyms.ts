/** Usual names of compliance columns: an existing column under another name is used instead of a second one. */
import type { Column } from '../../facts/relations/relations.js';
import { letters } from '../../facts/columns/auditSynonyms.js';
import { type ColumnKind, columnKind } from '../../facts/columns/columnKinds.js';
import { type Domains } from '../../facts/columns/domains.js';

const list = (text: string): string[] => text.split(/\s+/);

/** Letters alone, by the column's own name in letters. */
const SYNONYMS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    confidentialitycode: list('confidentiality confidentialitylevel'),
    retentionuntil: list(
      'retainuntil retainedtill retentiontill retentiondate retentionenddate retentionend retentionexpiry retentionexpiresat keepuntil',
    ),
    legalhold: list('islegalhold onlegalhold islegallyheld litigationhold legalholdflag'),
    deletedat: list(
      'deletedon deleteddate deletedtime deletiondate deletiontime datedeleted removedat removedon',
    ),
    deletedby: list('deletedbyid deleteduser deleteduserid removedby'),
    deletionreason: list('deletereason deletedreason reasonfordeletion deletionremarks'),
    anonymizedat: list(
      'anonymisedat anonymizedon anonymisedon anonymizeddate isanonymized isanonymised anonymized anonymised',
    ),
    sourcesystem: list('sourceapp sourceapplication originsystem systemoforigin'),
    sourcerecordid: list('sourceid sourceref sourcereference externalrecordid sourcekey'),
    processingpurpose: list('purpose purposecode purposeofuse consentpurpose purposeid'),
    consentartefactid: list('consentartifactid consentid'),
    dataeraseat: list('eraseat eraseon eraseafter erasuredate erasureat dataeraseon datadeleteat'),
  }),
);

const isTime = ({ is }: ColumnKind): boolean => is === 'time' || is === 'date';

/** A column of another type has another meaning. */
const FITS: ReadonlyMap<string, (kind: ColumnKind) => boolean> = new Map(
  Object.entries({
    retentionuntil: isTime,
    legalhold: ({ type }: ColumnKind) => type === 'boolean',
    deletedat: isTime,
    anonymizedat: (kind: ColumnKind) => isTime(kind) || kind.type === 'boolean',
    dataeraseat: isTime,
  }),
);

/** A deletion flag without time and user. */
const MARK = /^(isdeleted|deleted|delflag|deleteflag|isremoved)$/;
/** With such a flag, these would duplicate it, without values. */
const MARKED = new Set(['deletedat', 'deletedby', 'deletionreason']);

export const isDeletionMark = ({ name }: Pick<Column, 'name'>): boolean => MARK.test(letters(name));

/** The column with the meaning: of that name, of another, or a deletion flag. */
export function meaningOf(
  name: string,
  columns: ReadonlyMap<string, Column>,
  domains: Domains,
): Column | undefined {
  const wanted = letters(name);
  const fits = FITS.get(wanted) ?? (() => true);
  const all = [...columns.values()];
  const others = SYNONYMS.get(wanted) ?? [];
  const found = all
    .filter((column) => others.includes(letters(column.name)) && fits(columnKind(column.type, domains)))
    .toSorted((a, b) => others.indexOf(letters(a.name)) - others.indexOf(letters(b.name)));
  const same = columns.get(name) ?? all.find((column) => letters(column.name) === wanted);
  const hasTime = all.some((column) =>
    ['deletedat', ...SYNONYMS.get('deletedat')!].includes(letters(column.name)),
  );
  const mark = MARKED.has(wanted) && !hasTime ? all.find(isDeletionMark) : undefined;
  return same ?? found[0] ?? mark;
}
