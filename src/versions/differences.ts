/** What a newer server shows of each construct that an older server gets in another form. */
import { quoteIdentifier, quoteName } from '../catalog/names.js';
import type { SchemaObject } from '../catalog/object.js';
import { type Constraint, nodeOf } from '../grammar.js';
import { KIND } from '../kinds/registry.js';
import { targetOf } from '../kinds/base/target.js';
import { around, type Older, type Place, within } from './construct.js';
import * as shown from './shown.js';

export function differences(object: SchemaObject, older: Older, place: Place): readonly shown.Shown[] {
  if (older.is === 'refused' || older.alike === true) return [];
  const { heirs } = place.context;
  const { name, node } = place.spot;
  switch (name) {
    case 'Constraint':
      return ofConstraint(object, node as Constraint, place);
    case 'AccessPriv':
      return shown.privileges(object, place);
    case 'AlterTableCmd':
    case 'ColumnDef':
      return shown.column(object, place, heirs);
    case 'PublicationTable':
    case 'PublicationObjSpec':
      return ofPublication(object);
    case 'DefElem':
      return ofOption(object, node as { defname?: string }, place);
    case 'FuncCall':
    case 'RangeSubselect':
      return shown.expression(object, place, heirs);
    default:
      return shown.itself(object, place);
  }
}

function ofConstraint(object: SchemaObject, one: Constraint, place: Place): readonly shown.Shown[] {
  const { heirs } = place.context;
  switch (one.contype) {
    case 'CONSTR_NOTNULL': {
      const apart = within(place, 'AlterTableCmd') ? one.skip_validation : one.keys !== undefined;
      const isChecked = !within(place, 'CreateDomainStmt', 'AlterDomainStmt') && (apart || one.is_no_inherit);
      return isChecked ? shown.checked(object, place, heirs, one) : shown.unnamed(object, place, heirs, one);
    }
    case 'CONSTR_GENERATED':
      return shown.column(object, place, heirs);
    case 'CONSTR_ATTR_NOT_ENFORCED': {
      const { constraints = [] } = around(place, 'ColumnDef') ?? {};
      const at = constraints.findIndex((node) => 'Constraint' in node && node.Constraint === one);
      const before = constraints[at - 1];
      return before && 'Constraint' in before
        ? shown.constraint(object, place, heirs, before.Constraint)
        : [];
    }
    default:
      return shown.constraint(object, place, heirs, one);
  }
}

function ofOption(
  object: SchemaObject,
  { defname = '' }: { readonly defname?: string },
  place: Place,
): readonly shown.Shown[] {
  if (defname === 'multirange_type_name') return shown.multirange(object, place);
  if (defname === 'unlogged') {
    const table = shown.tableOf(place, object);
    const sequence = table && { ...table, name: `${table.name}_${shown.columnOf(place) ?? ''}_seq` };
    return sequence ? [{ kind: 'sequence', name: quoteName(sequence) }] : [];
  }
  const table = within(place, 'AlterTableCmd') ? shown.tableOf(place, object) : undefined;
  return table ? [{ kind: 'table', name: quoteName(table) }] : shown.itself(object, place);
}

/** `public.visits in publication changes`. */
function ofPublication({ statement }: SchemaObject): readonly shown.Shown[] {
  const { pubname = '', pubobjects = [] } = nodeOf(
    statement,
    'AlterPublicationStmt',
    'CreatePublicationStmt',
  );
  return pubobjects.flatMap((node) => {
    if (!('PublicationObjSpec' in node)) return [];
    const { name, pubtable } = node.PublicationObjSpec;
    const relation = pubtable?.relation;
    const of = relation
      ? quoteName({ schema: relation.schemaname ?? 'public', name: relation.relname ?? '' })
      : quoteIdentifier(name ?? '');
    const kind = relation ? 'publication relation' : 'publication namespace';
    return [{ kind, name: `${of} in publication ${quoteIdentifier(pubname)}` }];
  });
}

/** The comment on an object that was left out. */
export function cameWith({ kind, statement }: SchemaObject): readonly shown.Shown[] {
  if (kind !== KIND.comment) return [];
  const { objtype, object } = nodeOf(statement, 'CommentStmt');
  const target = targetOf(objtype, object, statement);
  if (!target) return [];
  const { label, name } = target;
  const constraint = `tabconstraint ${quoteName(name)} `;
  const about = label.startsWith(constraint)
    ? `table constraint ${label.slice(constraint.length)} on ${quoteName(name)}`
    : label.replace(/^statistics /, 'statistics object ');
  return [{ kind, name: `on ${about}` }];
}
