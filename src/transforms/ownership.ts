/** Owners go, so that whoever runs the file owns what it makes; or they stay, each guarded by its role. */
import { addObjects, type Catalog, dropWhere } from '../catalog/catalog.js';
import { loadedOwner } from '../kinds/owner.js';
import type { Transform } from './transform.js';

/** `SET SESSION AUTHORIZATION x` in front of a CREATE is another way to say its owner. */
const spelled = (catalog: Catalog) => catalog.objects.flatMap((object) => loadedOwner(object) ?? []);

export const ownership: Transform = {
  name: 'ownership',
  summary: 'Takes out ALTER … OWNER TO (`owners: strip`), or guards it by its role (`owners: keep`).',
  apply(catalog, { owners }) {
    if (owners === 'keep') return addObjects(catalog, spelled(catalog));
    return dropWhere(catalog, ({ kind }) => (kind === 'owner' ? 'owners are left to whoever runs the file (owners: strip)' : undefined));
  },
};
