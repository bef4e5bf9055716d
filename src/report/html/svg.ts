/** A laid-out diagram as SVG, in the colours of the page. */
import type { Layout, LayOut, Line, Point } from '../diagram.js';
import { type Content, html, type Markup } from './markup.js';

export interface Drawn {
  readonly title: string;
  /** Lines below the title; the first `keys` of them are the key. */
  readonly rows: readonly string[];
  readonly keys: number;
  readonly href: string;
  /** A class of the style sheet. */
  readonly look: string;
  /** A sentence for screen readers and tooltips. */
  readonly about: string;
}

export interface Arrow extends Line {
  readonly about: string;
  /** Number of references that it represents. */
  readonly weight: number;
}

/** Sizes in points, of a monospaced font. */
const LETTER = 6.1;
const HEAD = 21;
const ROW = 14;
const PADDING = 9;
const MARGIN = 10;

const sizeOf = ({ title, rows }: Drawn): { width: number; height: number } => ({
  width: Math.ceil(
    Math.max(title.length * (LETTER + 0.45), ...rows.map((row) => (row.length + 2) * LETTER)) + 2 * PADDING,
  ),
  height: HEAD + (rows.length > 0 ? rows.length * ROW + 6 : 0),
});

const at = (value: number): string => String(Math.round(value));
const pair = ({ x, y }: Point): string => `${at(x + MARGIN)},${at(y + MARGIN)}`;

function path([start, ...rest]: readonly Point[]): string {
  return start ? `M${pair(start)}C${rest.map(pair).join(' ')}` : '';
}

/** The tip of an arrow, at the end of a curve. */
function tip(points: readonly Point[], size: number): string {
  const [end, handle] = [points.at(-1)!, points.at(-2)!];
  const length = Math.hypot(end.x - handle.x, end.y - handle.y) || 1;
  const [x, y] = [(end.x - handle.x) / length, (end.y - handle.y) / length];
  const base = { x: end.x - x * size, y: end.y - y * size };
  const half = size * 0.42;
  const corners = [
    { x: end.x, y: end.y },
    { x: base.x - y * half, y: base.y + x * half },
    { x: base.x + y * half, y: base.y - x * half },
  ];
  return `M${corners.map(pair).join('L')}Z`;
}

function box(drawn: Drawn, { x, y }: Point): Markup {
  const { title, rows, keys, href, look, about } = drawn;
  const { width, height } = sizeOf(drawn);
  const [left, top] = [Math.round(x - width / 2 + MARGIN), Math.round(y - height / 2 + MARGIN)];
  const texts = rows.map(
    (row, index): Content =>
      html`<text x="${PADDING}" y="${HEAD + 12 + index * ROW}" ${index < keys ? html` class="k"` : undefined}
        >${row}</text
      >`,
  );
  return html`<a href="#${href}" class="box ${look}" transform="translate(${left},${top})"
    ><title>${about}</title
    ><rect
      width="${width}"
      height="${height}"
      rx="4"
    />${rows.length > 0 ? html`<path d="M0,${HEAD}h${width}" />` : undefined}<text
      class="t"
      x="${PADDING}"
      y="14.5"
      >${title}</text
    >${texts}</a
  >`;
}

/** Maximum width of a line, which grows with its references. */
const WIDEST = 5;

function lines(layout: Layout, arrows: readonly Arrow[]): Content {
  const about = new Map(arrows.map((arrow) => [`${arrow.from} ${arrow.to}`, arrow]));
  return layout.lines.map(({ from, to, points }): Content => {
    const arrow = about.get(`${from} ${to}`)!;
    const width = Math.min(WIDEST, 1 + Math.log2(arrow.weight) / 1.4);
    const style = width > 1 ? html` style="stroke-width:${width.toFixed(1)}"` : undefined;
    return html`<g data-from="${from}" data-to="${to}"
      ><title>${arrow.about}</title><path d="${path(points)}" ${style} /><path
        class="tip"
        d="${tip(points, 6 + width)}"
    /></g>`;
  });
}

export function svg(
  label: string,
  boxes: readonly Drawn[],
  arrows: readonly Arrow[],
  layOut: LayOut,
): Markup {
  const layout = layOut(boxes.map(sizeOf), arrows);
  const [width, height] = [Math.ceil(layout.width + 2 * MARGIN), Math.ceil(layout.height + 2 * MARGIN)];
  return html`<svg
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    role="group"
    aria-label="${label}"
  >
    <g class="arrows">${lines(layout, arrows)}</g>
    ${boxes.map((one, index) => box(one, layout.boxes[index]!))}
  </svg>`;
}
