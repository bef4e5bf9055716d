/**
 * Keeps the columns of views, rules, policies and BEGIN ATOMIC bodies where tables gained some: writes `*` out, turns
 * NATURAL JOIN into USING, and qualifies a column that another table now has too.
 */
import { declare, mapObjects, warn } from '../../catalog/catalog.js';
import { starFindings, starsChanged } from '../../tenancy/selectStar/findings.js';
import { Writer } from '../../tenancy/selectStar/written.js';
import type { Transform } from '../base/transform.js';

export const columnLists: Transform = {
  name: 'columnLists',
  stage: 'enrich',
  preset: 'hims',
  summary:
    'Writes out the columns of views, rules, policies and SQL bodies where * or NATURAL JOIN would pick up added columns.',
  apply(catalog) {
    if (!catalog.tenancy) return catalog;
    const written = new Writer(catalog).all();
    const spelled = mapObjects(catalog, 'columnLists', (object) => written.get(object)?.object);
    return declare(warn(spelled, ...starFindings(written)), { changed: starsChanged(written) });
  },
};
