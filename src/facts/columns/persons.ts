/**
 * Which tables hold personal data: lists of persons, tables with columns that only a person has, and tables whose rows
 * require a row of such a table. The user who wrote a row is not its subject.
 */
import { groupedBy } from '../../catalog/grouped.js';
import type { Key } from '../../catalog/object.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { Patterns } from '../../settings/settings.js';
import { isLogName } from '../names/evidence.js';
import { matches, words } from '../names/patterns.js';
import { columnsOf, lineage } from '../relations/lineage.js';
import type { ForeignKey, Relation } from '../relations/relations.js';
import { letters } from './auditSynonyms.js';
import { columnKind } from './columnKinds.js';
import { remembered } from '../../catalog/remembered.js';

/** The last word in the name of a table that lists persons. */
const PERSONS =
  /^(patient|person|people|employee|staff|user|member|customer|client|doctor|physician|practitioner|nurse|student|resident|beneficiar|citizen|individual|donor|applicant|guardian|contact)(s|ie|ies|y)?$/;

/** Columns that only a person has, whatever the table's name. */
const OWN =
  /^(first|last|middle|full|given|family|maiden)name$|^surname$|^(dob|dateofbirth|birthdate|dayofbirth)$|^(aadhaar|ssn|passport|nationalid|socialsecurity)|^(mrn|uhid|healthid|abhaaddress|abhanumber)$|^(patient|person|employee|customer|guardian|walkin|holder)name$|(^|caller|contact|patient|alt|guardian)mobile(no|number)?$|^recipient$/;

/** Columns that confirm a table with such a name as a list of persons. */
const USUAL = /^(name|displayname|username|login|gender|sex|(personal|work)?email|mobile|phone)/;

/** Columns for who wrote, checked or approved a row. */
const ACTOR = /by(id)?$|^(creator|author|owner|updater|modifier|creat(ed|ing)user|assignee)(id)?$/;

export interface Persons {
  /** True where the table holds persons of the profile with these tables. */
  readonly holds: (relation: Relation, profile: Patterns) => boolean;
  /** The columns of a nullable reference to such a table; undefined without one. */
  readonly mayHold: (relation: Relation, profile: Patterns) => string | undefined;
}

/** @param configured tables that hold persons because somebody said so */
export function personsOf(relations: ReadonlyMap<Key, Relation>, configured: Patterns): Persons {
  const all = [...relations.values()];
  const namesOf = remembered((relation: Relation) =>
    [...columnsOf(relation, relations).values()]
      .filter(({ type }) => columnKind(type).type !== 'boolean')
      .map(({ name }) => letters(name)),
  );
  const hasOwn = remembered((relation: Relation) => namesOf(relation).some((name) => OWN.test(name)));
  /** `patients` is enough; `billing_contacts` may be of organizations. */
  const isList = remembered((relation: Relation) => {
    const [last = '', ...more] = words(relation.name.name).toReversed();
    return (
      PERSONS.test(last) &&
      (more.length === 0 || namesOf(relation).some((name) => OWN.test(name) || USUAL.test(name)))
    );
  });
  const isSaid = ({ name }: Relation): boolean => matches(configured, name);
  const keysOf = remembered((relation: Relation) =>
    lineage(relation, relations)
      .flatMap(({ foreignKeys }) => foreignKeys)
      .filter(({ columns }) => !columns.some((column) => ACTOR.test(letters(column)))),
  );
  const isSure = (relation: Relation, { columns }: ForeignKey): boolean => {
    const own = columnsOf(relation, relations);
    return columns.every((column) => own.get(column)?.notNull);
  };

  let dependents: ReadonlyMap<Relation, readonly Relation[]> | undefined;
  /** For each table, the tables whose rows require one of its rows. */
  const depending = (): ReadonlyMap<Relation, readonly Relation[]> =>
    (dependents ??= groupedBy(all, (one) =>
      keysOf(one)
        .filter((key) => isSure(one, key))
        .flatMap(({ to }) => relations.get(relationKey(to)) ?? []),
    ));

  const known = new Map<string, ReadonlySet<Relation>>();
  /**
   * A profile's persons are those that its own tables list: an employee in a health record is not its subject. A
   * profile without such a list covers all persons.
   */
  const holders = (profile: Patterns): ReadonlySet<Relation> => {
    const id = profile.join();
    const there = known.get(id);
    if (there) return there;
    const inProfile = ({ name }: Relation): boolean => matches(profile, name) && !isLogName(name);
    const lists = all.filter((one) => isList(one) && inProfile(one));
    const found = new Set(lists.length > 0 ? lists : all.filter(isList));
    for (const one of all) if (isSaid(one) || (inProfile(one) && hasOwn(one))) found.add(one);
    // A Set's loop also visits what is added while it runs.
    for (const holder of found) for (const one of depending().get(holder) ?? []) found.add(one);
    known.set(id, found);
    return found;
  };
  const refersTo = ({ to }: ForeignKey, found: ReadonlySet<Relation>): boolean => {
    const target = relations.get(relationKey(to));
    return target !== undefined && found.has(target);
  };
  return {
    holds: (relation, profile) => lineage(relation, relations).some((one) => holders(profile).has(one)),
    mayHold: (relation, profile) =>
      keysOf(relation)
        .find((key) => refersTo(key, holders(profile)))
        ?.columns.join(', '),
  };
}
