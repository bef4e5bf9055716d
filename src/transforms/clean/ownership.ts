/** Owners are removed, so that the role that runs the file owns the objects; or kept, each only if its role exists. */
import { addObjects, type Catalog, dropWhere, warn } from '../../catalog/catalog.js';
import { quoteName } from '../../catalog/names.js';
import { isOfDump, type SchemaObject } from '../../catalog/object.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { loadedOwner } from '../../kinds/loadedOwner.js';
import { needsSuperuser, ownerOf, spelledOwner } from '../../kinds/security/owner.js';
import type { Transform } from '../base/transform.js';
import { KIND } from '../../kinds/registry.js';

/** `SET SESSION AUTHORIZATION x` before a CREATE also sets the owner. */
const spelled = (catalog: Catalog) =>
  catalog.objects.flatMap((object) => loadedOwner(object, 'ownership') ?? []);

/** An owned sequence must have its table's owner: PostgreSQL rejects any other until the table's owner is set. */
function sequencesLast(catalog: Catalog): Catalog {
  const sequences = new Set(
    catalog.objects.filter(({ kind }) => kind === KIND.sequence).map(({ name }) => quoteName(name)),
  );
  const objects = catalog.objects.map((object): SchemaObject =>
    object.kind === KIND.owner && sequences.has(quoteName(object.name))
      ? { ...object, section: 'Owners of sequences' }
      : object,
  );
  return { ...catalog, objects };
}

/** The dump's role was a superuser; a role that the baseline creates is not. */
function reserved(object: SchemaObject): Diagnostic[] {
  const role = ownerOf(object.statement) ?? spelledOwner(object.sql);
  if (!needsSuperuser(object) || role === undefined) return [];
  return [
    {
      severity: 'info',
      code: 'owner/superuser-only',
      message: `Only a superuser can own the ${object.id.replace(/^owner of (?:fdw )?/, (label) => (label.endsWith('fdw ') ? 'foreign data wrapper ' : ''))}. Its owner is set only if ${role} is a superuser.`,
      ...(isOfDump(object) ? { place: { line: object.statement.raw.line, column: 1 } } : {}),
      object: object.id,
    },
  ];
}

export const ownership: Transform = {
  name: 'ownership',
  stage: 'clean',
  summary: 'Removes ALTER … OWNER TO (`owners: strip`), or runs it only if the role exists (`owners: keep`).',
  apply(catalog, { owners }) {
    if (owners === 'keep') {
      const kept = sequencesLast(addObjects(catalog, spelled(catalog)));
      return warn(kept, ...kept.objects.flatMap(reserved));
    }
    return dropWhere(catalog, ({ kind }) =>
      kind === KIND.owner ? 'the role that runs the file becomes the owner (owners: strip)' : undefined,
    );
  },
};
