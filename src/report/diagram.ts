/**
 * The only module that imports Graphviz: places the boxes of a diagram, and routes the lines between them. Loaded
 * only for a report with pictures. https://graphviz.org/docs/outputs/plain/
 */
import { instance } from '@viz-js/viz';

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** By the indexes of its boxes. */
export interface Line {
  readonly from: number;
  readonly to: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** The centre of each box. */
  readonly boxes: readonly Point[];
  /** Points of a Bézier curve: the start, then two handles and an end for each piece. */
  readonly lines: readonly (Line & { readonly points: readonly Point[] })[];
}

/** Points per inch: boxes are measured in points, Graphviz measures in inches. */
const INCH = 72;

export type LayOut = (boxes: readonly Box[], lines: readonly Line[]) => Layout;

export async function layOut(): Promise<LayOut> {
  const viz = await instance();
  return (boxes, lines) => {
    const plain = viz.renderString(
      {
        graphAttributes: {
          rankdir: 'LR',
          ranksep: 0.7,
          nodesep: 0.16,
          pack: 14,
          packmode: 'graph',
          splines: 'true',
        },
        // svg.ts draws the tips; the lines run up to the boxes.
        edgeAttributes: { arrowhead: 'none' },
        nodeAttributes: { shape: 'box', fixedsize: true, label: '' },
        nodes: boxes.map(({ width, height }, at) => ({
          name: `n${at}`,
          attributes: { width: width / INCH, height: height / INCH },
        })),
        edges: lines.map(({ from, to }) => ({ tail: `n${from}`, head: `n${to}` })),
      },
      { format: 'plain', yInvert: true },
    );
    return read(plain, boxes.length);
  };
}

const points = (numbers: readonly string[]): Point[] => {
  const out: Point[] = [];
  for (let at = 0; at + 1 < numbers.length; at += 2)
    out.push({ x: Number(numbers[at]) * INCH, y: Number(numbers[at + 1]) * INCH });
  return out;
};

const placeOf = (name = ''): number => Number(name.slice(1));

/** `node n0 x y width height …`, `edge n0 n1 4 x y x y x y x y …` */
function read(plain: string, count: number): Layout {
  const boxes: Point[] = Array.from({ length: count }, () => ({ x: 0, y: 0 }));
  const lines: Layout['lines'][number][] = [];
  let size = { x: 0, y: 0 };
  for (const [what, ...rest] of plain.split('\n').map((line) => line.split(' '))) {
    if (what === 'graph') size = points(rest.slice(1, 3))[0]!;
    else if (what === 'node') boxes[placeOf(rest[0])] = points(rest.slice(1, 3))[0]!;
    else if (what === 'edge') {
      const [from, to, length, ...numbers] = rest;
      lines.push({
        from: placeOf(from),
        to: placeOf(to),
        points: points(numbers.slice(0, 2 * Number(length))),
      });
    }
  }
  return { width: size.x, height: size.y, boxes, lines };
}
