/** Pictures of the schemas: the tables of each with their keys, and one of all schemas. */
import { type LayOut, layOut } from '../diagram.js';
import type { Report } from '../report.js';
import type { DrawnTable } from '../tables.js';
import { counted, groups } from '../phrases.js';
import { anchor, html, type Markup } from './markup.js';
import { type Arrow, type Drawn, svg } from './svg.js';

/** Maximum rows of a box; the others are counted. */
const ROWS = 10;

const isRoot = ({ class: owner }: DrawnTable): boolean => owner === 'root';

/** Columns that refer to something, without the tenant column, which nearly all tables have. */
function referring({ key, tenant, references }: DrawnTable, roots: ReadonlySet<string>): string[] {
  const columns = references.filter(({ to }) => !roots.has(to)).flatMap(({ columns: names }) => names);
  return [...new Set(columns)].filter((name) => name !== tenant && !key.includes(name));
}

function boxOf(table: DrawnTable, roots: ReadonlySet<string>): Drawn {
  const { table: name, schema, class: owner, columns, key, partitions } = table;
  const rows = [...key, ...referring(table, roots)];
  const more = [
    ...(rows.length > ROWS ? [`+ ${rows.length - ROWS} more keys`] : []),
    ...(partitions === undefined ? [] : [counted(partitions, 'partition')]),
  ];
  const shown = rows.slice(0, ROWS);
  const kind = owner === undefined ? '' : `, ${owner}`;
  return {
    title: name.startsWith(`${schema}.`) ? name.slice(schema.length + 1) : name,
    rows: [...shown, ...more],
    keys: Math.min(key.length, shown.length),
    href: anchor('table', name),
    look: owner ?? 'plain',
    about: `${name}${kind}: ${counted(columns, 'column')}, primary key ${key.join(', ') || 'none'}`,
  };
}

/** A table of another schema is shown as a name. */
const elsewhere = (name: string, table: DrawnTable | undefined): Drawn => ({
  title: name,
  rows: [],
  keys: 0,
  href: anchor('table', name),
  look: `far ${table?.class ?? 'plain'}`,
  about: name,
});

function schemaDiagram(
  schema: string,
  tables: readonly DrawnTable[],
  all: ReadonlyMap<string, DrawnTable>,
  lay: LayOut,
): Markup {
  const roots = new Set([...all.values()].filter(isRoot).map(({ table }) => table));
  const names = tables.map(({ table }) => table);
  const boxes = tables.map((table) => boxOf(table, roots));
  const place = (name: string): number => {
    if (!names.includes(name)) {
      names.push(name);
      boxes.push(elsewhere(name, all.get(name)));
    }
    return names.indexOf(name);
  };
  const arrows = tables.flatMap(({ table, references }, from): Arrow[] =>
    groups(
      // Nearly every table refers to the tenants; a line from each would hide all others.
      references.filter(({ to }) => !roots.has(to)),
      ({ to }) => to,
    ).map(([to, keys]) => ({
      from,
      to: place(to),
      weight: 1,
      about: `${table} (${keys.map(({ columns }) => columns.join(', ')).join('; ')}) → ${to}`,
    })),
  );
  return svg(`Tables of ${schema}`, boxes, arrows, lay);
}

function overview(
  schemas: readonly (readonly [string, readonly DrawnTable[]])[],
  all: ReadonlyMap<string, DrawnTable>,
  lay: LayOut,
): Markup {
  const names = schemas.map(([schema]) => schema);
  const boxes = schemas.map(([schema, tables]): Drawn => ({
    title: schema,
    rows: [counted(tables.length, 'table')],
    keys: 0,
    href: anchor('schema', schema),
    look: 'plain',
    about: `${schema}: ${counted(tables.length, 'table')}`,
  }));
  const arrows = schemas.flatMap(([schema, tables], from): Arrow[] => {
    const outward = tables
      .flatMap(({ references }) => references)
      .flatMap(({ to }) => all.get(to) ?? [])
      .filter((to) => !isRoot(to) && to.schema !== schema);
    return groups(outward, (to) => to.schema).map(([to, keys]) => ({
      from,
      to: names.indexOf(to),
      weight: keys.length,
      about: `${schema} → ${to}: ${counted(keys.length, 'reference')}`,
    }));
  });
  return svg('Schemas, and references between their tables', boxes, arrows, lay);
}

const picture = (content: Markup): Markup =>
  html`<div class="zoom noprint" role="group" aria-label="Size of the diagram">
      <button type="button" data-zoom="fit">Fit</button><button type="button" data-zoom="-">Smaller</button
      ><button type="button" data-zoom="+">Larger</button>
    </div>
    <div class="canvas" tabindex="0" role="region" aria-label="Diagram">${content}</div>`;

export async function diagrams({ tables }: Report): Promise<Markup | undefined> {
  if (tables.length === 0) return undefined;
  const lay = await layOut();
  const all = new Map(tables.map((table) => [table.table, table]));
  const schemas = groups(tables, ({ schema }) => schema).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const root = tables.find(isRoot);
  const each = schemas.map(([schema, own]) => {
    const references = own.flatMap((table) => table.references).length;
    return html`<details class="diagram" id="${anchor('schema', schema)}">
      <summary>
        <b>${schema}</b>
        <span class="dim">${counted(own.length, 'table')}, ${counted(references, 'foreign key')}</span>
      </summary>
      ${picture(schemaDiagram(schema, own, all, lay))}
    </details>`;
  });
  const whole =
    schemas.length > 1
      ? html`<details class="diagram" open>
          <summary><b>All schemas</b> <span class="dim">thicker lines mean more references</span></summary>
          ${picture(overview(schemas, all, lay))}
        </details>`
      : undefined;
  return html`<section id="diagrams">
    <h2>Diagrams</h2>
    <p class="lead">
      Each box is a table, with its key in bold and its foreign key columns. A box links to the table’s row in
      the
      coverage.${root ? html` References to <code>${root.table}</code> are not drawn: nearly every table has one.` : undefined}
    </p>
    <ul class="legend" aria-label="Colours of the boxes">
      <li><i class="swatch tenant"></i>tenant</li>
      <li><i class="swatch mixed"></i>mixed</li>
      <li><i class="swatch reference"></i>reference</li>
      <li><i class="swatch root"></i>root</li>
    </ul>
    ${whole}${each}
  </section>`;
}
