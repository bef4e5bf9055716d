/**
 * ON DELETE and ON UPDATE ask no policy, so rows of tenants change with the shared rows that they refer to. Each
 * principal that may write a table of shared rows does so, with nothing but one foreign key in the way.
 */
import { attempt, type Attempt, type Session, shown } from '../stage/attempt.js';
import type { AttackContext } from '../stage/attackContext.js';
import type { ForeignKey, Relation } from '../stage/relations.js';
import { literal, UNUSED_ROW, valueOf } from '../stage/values.js';

/** A key that no row has. */
const NEW_OF_NOBODY = { tenant: 'N', row: UNUSED_ROW } as const;

interface Cascade extends Attempt {
  readonly relation: Relation;
  readonly key: ForeignKey;
}

export async function tryCascades(context: AttackContext): Promise<void> {
  await context.aside('SELECT baseline_verify.disable_triggers();', async () => {
    for (const principal of context.principals) {
      const session: Session = { principal, settings: context.settings(), own: context.names.a };
      const tries = context.schema.foreignKeys.flatMap((key) => cascadesOf(context, session, key));
      const outcomes = await attempt(context.database, session, tries);
      tries.forEach(({ relation, key, sql }, at) => {
        context.findings.tried(relation.name, 'write');
        if (outcomes[at]!.theirs === 0) return;
        context.findings.leak({
          relation: relation.name,
          attack: 'write',
          name: key.name,
          statement: shown(session, sql),
          shows: `writes another tenant’s row of ${context.schema.relations.get(key.table)!.name}`,
        });
      });
    }
  });
}

/** Writes the table that the key refers to, and shared tables whose foreign-key actions change that one in turn. */
function cascadesOf(context: AttackContext, { principal }: Session, key: ForeignKey): Cascade[] {
  const { schema, types } = context;
  const { relations, foreignKeys } = schema;
  const child = relations.get(key.table)!;
  if (!acts(key) || child.tenant === undefined) return [];
  const whose = literal(`c.${child.tenant}::text = ${literal(context.names.b)}`);
  const out: Cascade[] = [];
  const path = [key];
  for (const step of path) {
    const relation = relations.get(step.parent);
    if (relation === undefined || relation.tenant !== undefined) continue;
    path.push(...foreignKeys.filter((one) => acts(one) && one.table === relation.id && !path.includes(one)));
    // A partition may have privileges that its table lacks, and vice versa.
    for (const written of [...relations.values()].filter(({ root }) => root === relation.id)) {
      const may = context.privileges(principal!).get(written.id);
      const prepared = `SELECT baseline_verify.keep(ARRAY[${[key.table, ...path.map(({ parent }) => parent)].join(', ')}]::oid[], ${step === key ? key.id : 0}, ARRAY[${path.map(({ id }) => id).join(', ')}]::oid[], ${whose})`;
      if (may?.delete) out.push({ relation: written, key, prepared, sql: `DELETE FROM ${written.name}` });
      for (const name of step.parentColumns.filter((column) => may?.update.includes(column))) {
        const { type, typmod } = relation.columns.find((column) => column.name === name)!;
        const value = valueOf(types, type, typmod, NEW_OF_NOBODY);
        out.push({ relation: written, key, prepared, sql: `UPDATE ${written.name} SET ${name} = ${value}` });
      }
    }
  }
  return out;
}

const acts = ({ onDelete, onUpdate }: ForeignKey): boolean => /[cnd]/.test(onDelete + onUpdate);
