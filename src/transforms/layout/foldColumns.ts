/** Moves added columns and checks to the end of their table's list, under a comment with their purpose. */
import { mergeObjects } from '../../catalog/catalog.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { isTable } from '../../kinds/tables/table.js';
import { addedElements } from '../../facts/relations/addedElements.js';
import { withAdded } from '../base/headings.js';
import type { Transform } from '../base/transform.js';

export const foldColumns: Transform = {
  name: 'foldColumns',
  stage: 'layout',
  preset: 'hims',
  summary: 'Writes added columns and checks into their table, under a comment that tells what they are for.',
  apply(catalog, { tabWidth }) {
    const tab = ' '.repeat(tabWidth);
    const added = addedElements(catalog.objects);
    const folds = catalog.objects.filter(isTable).flatMap((table) => {
      const its = added.get(relationKey(table.name));
      return its ? [{ table, its }] : [];
    });
    const merges = folds.flatMap(({ table, its }) =>
      its.map(({ object }) => ({ child: object, into: table.id })),
    );
    const hosts = new Map(folds.map(({ table, its }) => [table.id, withAdded(table, its, tab)]));
    return mergeObjects(catalog, merges, hosts);
  },
};
