/** Asks for the open decisions, on a terminal only. An empty answer leaves one open; `q` leaves all that follow. */
import type { TableFound } from '../../report/decisions.js';
import { type Io, write } from '../io/io.js';
import type { List } from './configText.js';

/** Reads one line; undefined at the end of the input. */
export type Ask = (question: string) => Promise<string | undefined>;

export const canAsk = ({ stdin, stdout, stderr }: Io): boolean =>
  Boolean(stdin.isTTY && stdout.isTTY && stderr.isTTY);

/** Questions go where messages go: standard output may be kept. */
export function asking(io: Io): { readonly ask: Ask; readonly end: () => void } {
  const lines = linesOf(io);
  return {
    async ask(question) {
      await write(io.stderr, question);
      const { value, done } = await lines.next();
      return done ? undefined : value.trim();
    },
    end() {
      io.stdin.destroy();
    },
  };
}

async function* linesOf({ stdin }: Io): AsyncGenerator<string, undefined> {
  let rest = '';
  for await (const chunk of stdin) {
    rest += String(chunk);
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n')) {
      yield rest.slice(0, end);
      rest = rest.slice(end + 1);
    }
  }
  if (rest !== '') yield rest;
  return undefined;
}

/** @returns the table, `create`, `none`, or undefined: it stays open */
export async function askTenants(ask: Ask, candidates: readonly TableFound[]): Promise<string | undefined> {
  const choices = candidates.map(({ table, evidence }, at) => `  ${at + 1}  ${table}: ${evidence}\n`);
  const text = `Which table holds the tenants?\n${choices.join('')}  c  there is none yet: create one\n  n  tenants are kept elsewhere\n`;
  for (;;) {
    const answer = await ask(`${text}Number, c or n; nothing decides later: `);
    if (answer === undefined || answer === '' || answer === 'q') return undefined;
    if (answer === 'c') return 'create';
    if (answer === 'n') return 'none';
    const chosen = /^\d+$/.test(answer) ? candidates[Number(answer) - 1] : undefined;
    if (chosen) return chosen.table;
  }
}

const WORDS: Readonly<Record<string, List>> = {
  t: 'tenantTables',
  r: 'referenceTables',
  m: 'mixedTables',
};

export async function askTables(ask: Ask, undecided: readonly TableFound[]): Promise<Map<string, List>> {
  const out = new Map<string, List>();
  const keys =
    't: each row belongs to one tenant, r: all tenants share its rows, m: they share some; nothing: later, q: all later';
  for (const [at, { table, evidence }] of undecided.entries()) {
    let answer: string | undefined;
    do {
      answer = await ask(
        `${at + 1}/${undecided.length}  ${table}: ${evidence}\n${at === 0 ? `${keys}\n` : ''}t, r, m or q: `,
      );
    } while (answer !== undefined && !['', 'q', ...Object.keys(WORDS)].includes(answer));
    if (answer === undefined || answer === 'q') break;
    if (answer !== '') out.set(table, WORDS[answer]!);
  }
  return out;
}
