/** One line on a terminal that shows what takes so long; none in a pipe, and none for less than a second. */
import type { Io } from './io.js';

export interface Progress {
  /** @param long known to take long: the work may block timers */
  say(what: string, long?: boolean): void;
  end(): void;
}

const PATIENCE = 1000;
const ERASE = '\r\x1b[K';

export function progressOn({ stderr, env }: Io, quiet: boolean): Progress {
  if (quiet || !stderr.isTTY || env['TERM'] === 'dumb') return { say() {}, end() {} };
  const start = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let shown = false;
  const show = (what: string): void => {
    stderr.write(`${ERASE}${what} …`);
    shown = true;
  };
  return {
    say(what, long = false) {
      clearTimeout(timer);
      const left = PATIENCE - (performance.now() - start);
      if (shown || long || left <= 0) return show(what);
      timer = setTimeout(show, left, what);
      timer.unref();
    },
    end() {
      clearTimeout(timer);
      if (shown) stderr.write(ERASE);
      shown = false;
    },
  };
}
