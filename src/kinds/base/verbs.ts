/**
 * The verbs of a migration, which a kind's file defines: how to remove an object from a database that has it, and how to turn one
 * definition into another. Without `alter`, or where it returns undefined, the planner drops the object and creates it again.
 */
import type { SchemaObject } from '../../catalog/object.js';
import type { Condition, Guard, GuardTarget } from './guard.js';

/** A statement of a migration. It can be repeated: `when` is its condition, or its own words are (`IF EXISTS`). */
export interface Step extends Guard {
  /** What it loses for good, where rows or values are lost: `column core.visits.note`. */
  readonly loses?: string;
}

/** From one definition to another, keeping the object, its rows, and what depends on it. */
export interface Alteration {
  readonly steps: readonly Step[];
  /** Columns whose dependents must be dropped before the steps, and created again after them. */
  readonly columns?: readonly string[];
  /** Values added to an enum type, which statements of the same transaction can't use. */
  readonly values?: readonly string[];
}

export interface Verbs {
  /**
   * Statements that remove the object, or undo what it sets, where a database has it. The planner drops dependents before; it
   * leaves the statements out where the object that this one belongs to is dropped.
   */
  drop?(object: SchemaObject): readonly Step[];
  /** `again`: running the new statement replaces what the old one set. */
  readonly alter?:
    'again' | ((before: SchemaObject, after: SchemaObject, target: GuardTarget) => Alteration | undefined);
  /**
   * True where the database has the object exactly as defined here, by PostgreSQL's own text of it: then a second run doesn't drop it
   * to create it again. A server that words it differently answers no, which costs only the lock.
   */
  isDefined?(object: SchemaObject): Condition;
}
