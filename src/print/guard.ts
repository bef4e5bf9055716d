/** Guarded statements as DO blocks: neighbours that stand together share one. */
import type { Condition, Guard } from '../kinds/kind.js';
import { type Doc, group, hardline, indent, join, line, softline, verbatim } from './layout.js';

/** The statement itself, with its semicolon. */
export function statementDoc({ sql, list }: Guard): Doc {
  if (!list) return verbatim(`${sql};`);
  const body =
    list.items.length === 0
      ? hardline
      : [indent([hardline, join([',', hardline], [...list.items])]), hardline];
  return [verbatim(sql), ' (', body, ')', list.tail === '' ? '' : [hardline, verbatim(list.tail)], ';'];
}

function conditionDoc(condition: Condition): Doc {
  if (typeof condition === 'string') return group(['IF ', condition, ' THEN']);
  const { row, from, where, and } = condition;
  const query = [
    softline,
    'SELECT FROM ',
    from,
    line,
    group(['WHERE ', indent(join([line, 'AND '], [...where]))]),
  ];
  return group([
    'IF ',
    and === undefined ? '' : `${and} AND `,
    row === 'missing' ? 'NOT ' : '',
    'EXISTS (',
    indent(query),
    softline,
    ') THEN',
  ]);
}

const conditionText = (condition: Condition | undefined): string =>
  condition === undefined || typeof condition === 'string'
    ? (condition ?? '')
    : [condition.and, condition.row, condition.from, ...condition.where].join('\0');

const sameCondition = (a: Guard, b: Guard): boolean =>
  a.around?.[0] === b.around?.[0] && conditionText(a.when) === conditionText(b.when);

/** `IF … THEN … END IF;` for neighbours with the same condition. */
function branch(guards: readonly Guard[]): Doc {
  const [first] = guards;
  const statements = guards.map(statementDoc);
  const around = first!.around;
  const body = around ? [[around[0], ';'], ...statements, [around[1], ';']] : statements;
  if (first!.when === undefined) return join(hardline, body);
  return [conditionDoc(first!.when), indent([hardline, join(hardline, body)]), hardline, 'END IF;'];
}

/** One DO block; its dollar tag is one that does not occur in it. */
export function guardedDoc(guards: readonly Guard[]): Doc {
  const branches: Guard[][] = [];
  for (const guard of guards) {
    const last = branches.at(-1);
    if (last && sameCondition(last[0]!, guard)) last.push(guard);
    else branches.push([guard]);
  }
  const tag = freeTag(guards);
  return [
    'DO ',
    tag,
    hardline,
    'BEGIN',
    indent([hardline, join(hardline, branches.map(branch))]),
    hardline,
    'END',
    hardline,
    tag,
    ';',
  ];
}

function freeTag(guards: readonly Guard[]): string {
  for (let number = 0; ; number++) {
    const tag = `$guard${number === 0 ? '' : number}$`;
    if (!guards.some(({ sql, when }) => sql.includes(tag) || conditionText(when).includes(tag))) return tag;
  }
}
