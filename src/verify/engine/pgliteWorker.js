// @ts-check
/**
 * One database of PGlite in a thread of its own, so that it can be stopped: nothing else ends a loop in WebAssembly. The one
 * door to PGlite. Plain JavaScript, for a thread is started from a file, in the build and in the tests alike.
 *
 * @typedef {import('./pglite.js').Order} Order
 */
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
const { extensions: names, data } = workerData;

/** What PGlite ships of the extensions; one that it does not ship is missed where the SQL asks for it. */
async function extensions() {
  /** @type {import('@electric-sql/pglite').Extensions} */
  const found = {};
  for (const name of names) {
    const module = name.replaceAll('-', '_');
    if (!/^\w+$/.test(module)) continue;
    const loaded = await import(`@electric-sql/pglite/contrib/${module}`).catch(() => undefined);
    if (loaded?.[module]) found[module] = loaded[module];
  }
  return found;
}

/**
 * Libraries are loaded where PostgreSQL asks for them. Else PGlite links all of them at once when it starts, and in which order is
 * chance: in some, functions are missing later.
 * @type {import('@electric-sql/pglite').Extension}
 */
const onDemand = {
  name: 'libraries on demand',
  setup: async (_, options) => ({ emscriptenOpts: { ...options, noWasmDecoding: true } }),
};

/**
 * What a server takes with the 2 MB that PostgreSQL gives itself has to be written out again here, where frames are larger: a
 * view of 4,000 terms. Recursion without end takes the longer, the more of it there is.
 */
const STACK_DEPTH = '4MB';

const database = await PGlite.create({
  extensions: { onDemand, ...(await extensions()) },
  startParams: [...PGlite.defaultStartParams, '-c', `max_stack_depth=${STACK_DEPTH}`],
  ...(data && { loadDataDir: data }),
});

/** POSTGRES_MAIN_LONGJMP of PGlite. */
const LONGJMP = 100;
const { Module: module } = database;
/** What broke it. PGlite keeps that to itself, and answers nothing, or nonsense, from then on. @type {unknown} */
let broken;
const once = module._PostgresMainLoopOnce;
module._PostgresMainLoopOnce = () => {
  try {
    return once();
  } catch (error) {
    // So PostgreSQL goes on after an error of its own.
    if (/** @type {{ status?: number }} */ (error).status !== LONGJMP) broken ??= error;
    throw error;
  }
};
// PGlite calls this next, and goes on: its own record of errors then overflows (ERRORDATA_STACK_SIZE exceeded), or it never ends.
const restore = module.stackRestore;
module.stackRestore = (/** @type {number} */ at) => {
  const restored = restore(at);
  if (broken !== undefined) throw broken;
  return restored;
};
// There are no programs. A COPY that asks for one fails then, where PGlite would break.
const usual = database.handleExternalCmd.bind(database);
database.handleExternalCmd = (command, mode) => {
  try {
    return usual(command, mode);
  } catch {
    return 0;
  }
};
// A library that is there and cannot be loaded leaves the loader broken; one that is not there is only missed.
database.Module.FS.unlink('/pglite/lib/postgresql/libpqwalreceiver.so');

/** @param {string} sql */
function simpleQuery(sql) {
  const text = new TextEncoder().encode(sql);
  const message = new Uint8Array(text.length + 6);
  message[0] = 'Q'.charCodeAt(0);
  new DataView(message.buffer).setInt32(1, text.length + 5);
  message.set(text, 5);
  return message;
}

/** Of errors that end a session. https://www.postgresql.org/docs/current/runtime-config-logging.html */
const FATAL = new Set(['FATAL', 'PANIC']);

/** @param {unknown} error an error of SQL, after which PGlite continues unless it crashed */
function orCrash(error) {
  const { severity = '', message } = /** @type {{ severity?: string, message?: string }} */ (broken ?? error);
  if (broken === undefined && !FATAL.has(severity)) return error;
  return new Error(`The statement crashed PGlite${message === undefined ? '' : `: ${message}`}.`);
}

/** @param {string} sql */
async function execute(sql) {
  const { messages } = await database.execProtocol(simpleQuery(sql), {
    syncToFs: false,
    throwOnError: false,
  });
  // https://www.postgresql.org/docs/current/protocol-message-formats.html: ReadyForQuery ends each answer.
  // PGlite keeps to itself that it broke, and answers nothing from then on.
  if (messages.at(-1)?.name !== 'readyForQuery')
    throw new Error('The statement crashed PGlite, which no longer responds.');
  const error = messages.find(({ name }) => name === 'error');
  if (error) throw error;
}

/** @type {{ [what in Order['what']]: (order: any) => Promise<unknown> }} */
const orders = {
  async run({ statements }) {
    for (const [at, sql] of statements.entries()) {
      port.postMessage({ at });
      await execute(sql);
    }
  },
  async query({ sql, parameters, mark }) {
    /** @param {{ message: string | undefined }} notice */
    const onNotice = ({ message = '' }) => {
      if (mark !== undefined && message.startsWith(`${mark} `))
        port.postMessage({ at: Number(message.slice(mark.length)) });
    };
    const { rows } = await database.query(sql, parameters, { onNotice });
    return rows;
  },
  copy: () => database.dumpDataDir('none'),
};

port.on('message', async (/** @type {Order & { id: number }} */ order) => {
  const { id } = order;
  try {
    const answer = await orders[order.what](order);
    if (broken !== undefined) throw broken;
    port.postMessage({ id, answer });
  } catch (error) {
    const { code, message } = /** @type {{ code?: string, message: string }} */ (orCrash(error));
    port.postMessage({ id, error: { code, message } });
  }
});
port.postMessage({ ready: true });
