/** Guarded statements as DO blocks: adjacent ones share one. */
import { doBlock } from '../catalog/dollarQuote.js';
import type { Condition, Guard, RowCondition } from '../kinds/base/kind.js';
import { fill, hardline, indent, type Layout, line, render, tabOf } from './layout.js';

/** The statement itself, with its semicolon. */
export function statementText({ sql, list }: Guard, layout: Layout): string {
  if (!list) return `${sql};`;
  const items = list.items.map((item) => `${tabOf(layout)}${item}`);
  const body = items.length === 0 ? '\n' : `\n${items.join(',\n')}\n`;
  return `${sql} (${body})${list.tail === '' ? '' : `\n${list.tail}`};`;
}

const headOf = ({ row, and }: RowCondition): string =>
  `${and === undefined ? '' : `${and} AND `}${row === 'missing' ? 'NOT ' : ''}EXISTS (`;

/** The condition on one line. */
export const conditionText = (condition: Condition): string =>
  typeof condition === 'string'
    ? condition
    : `${headOf(condition)}SELECT FROM ${condition.from} WHERE ${condition.where.join(' AND ')})`;

/** `IF … THEN` on a line; where it is too long for one, each of its parts on a line. */
function conditionLine(condition: Condition, layout: Layout): string {
  const flat = `IF ${conditionText(condition)} THEN`;
  if (typeof condition === 'string') return flat;
  const { from, where } = condition;
  const head = `IF ${headOf(condition)}`;
  const select = `SELECT FROM ${from}`;
  const wanted = `WHERE ${where.join(' AND ')}`;
  const { printWidth, tabWidth } = layout;
  if (flat.length + tabWidth <= printWidth) return flat;
  const tab = tabOf(layout);
  const rows = wanted.length + 2 * tabWidth <= printWidth ? wanted : brokenRows(where, layout);
  return [head, `${tab}${tab}${select}`, `${tab}${tab}${rows}`, `${tab}) THEN`].join('\n');
}

function brokenRows(where: readonly string[], layout: Layout): string {
  const [first = '', ...others] = where;
  const conditions = fill([`WHERE ${first}`, ...others.flatMap((one) => [indent(line), `AND ${one}`])]);
  return render(indent(indent([hardline, conditions])), layout).trimStart();
}

const sameCondition = (a: Guard, b: Guard): boolean =>
  a.around?.[0] === b.around?.[0] && (a.when && conditionText(a.when)) === (b.when && conditionText(b.when));

/** `IF … THEN … END IF;` for adjacent guards with the same condition. */
function branch(guards: readonly Guard[], layout: Layout): string {
  const [first] = guards;
  const statements = guards.flatMap((guard) => [
    ...(guard.before ?? []).map((one) => `${one};`),
    statementText(guard, layout),
  ]);
  const body = first!.around ? [`${first!.around[0]};`, ...statements, `${first!.around[1]};`] : statements;
  const tab = tabOf(layout);
  if (first!.when === undefined) return body.map((one) => `${tab}${one}`).join('\n');
  const inner = body.map((one) => `${tab}${tab}${one}`);
  return [`${tab}${conditionLine(first!.when, layout)}`, ...inner, `${tab}END IF;`].join('\n');
}

/** One DO block for all guards. */
export function guardedText(guards: readonly Guard[], layout: Layout): string {
  const branches: Guard[][] = [];
  for (const guard of guards) {
    const last = branches.at(-1);
    if (last && sameCondition(last[0]!, guard)) last.push(guard);
    else branches.push([guard]);
  }
  return `${doBlock(
    'guard',
    branches.map((one) => branch(one, layout)),
  )};`;
}
