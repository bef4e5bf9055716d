// @ts-check
/**
 * One database of PGlite in its own thread, so that it can be stopped: nothing else ends a loop in WebAssembly. The
 * only module that imports PGlite and its pg_dump, which the build copies. Plain JavaScript, since a thread starts from
 * a file, in build and tests alike.
 *
 * @typedef {import('./pglite.js').Order} Order
 */
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
const { extensions: names, data } = workerData;

/** Loads the extensions that PGlite ships; for any other one, the SQL that creates it fails. */
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
 * Loads libraries when PostgreSQL asks for them. Otherwise PGlite links all of them at start, in a random order; in
 * some orders, functions are missing later.
 * @type {import('@electric-sql/pglite').Extension}
 */
const onDemand = {
  name: 'libraries on demand',
  setup: async (_, options) => ({ emscriptenOpts: { ...options, noWasmDecoding: true } }),
};

/**
 * Frames are larger here, so PostgreSQL's default of 2 MB is not enough to print what a server accepts with it: a
 * view of 4,000 terms. With more, endless recursion takes longer to fail.
 */
const STACK_DEPTH = '4MB';

const database = await PGlite.create({
  extensions: { onDemand, ...(await extensions()) },
  startParams: [...PGlite.defaultStartParams, '-c', `max_stack_depth=${STACK_DEPTH}`],
  ...(data && { loadDataDir: data }),
});

/** PGlite's POSTGRES_MAIN_LONGJMP. */
const LONGJMP = 100;
const { Module: module } = database;
/** The error that broke PGlite, which hides it and then answers nothing, or nonsense. @type {unknown} */
let broken;
const once = module._PostgresMainLoopOnce;
module._PostgresMainLoopOnce = () => {
  try {
    return once();
  } catch (error) {
    // PostgreSQL continues this way after an error of its own.
    if (/** @type {{ status?: number }} */ (error).status !== LONGJMP) broken ??= error;
    throw error;
  }
};
// PGlite calls this next, and goes on: its error stack then overflows (ERRORDATA_STACK_SIZE), or it never ends.
const restore = module.stackRestore;
module.stackRestore = (/** @type {number} */ at) => {
  const restored = restore(at);
  if (broken !== undefined) throw broken;
  return restored;
};
// There are no programs to run: a COPY that names one then fails, instead of breaking PGlite.
const usual = database.handleExternalCmd.bind(database);
database.handleExternalCmd = (command, mode) => {
  try {
    return usual(command, mode);
  } catch {
    return 0;
  }
};
// A library that exists but cannot be loaded breaks the loader; a missing one only raises an error.
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

/** Severities that end a session. https://www.postgresql.org/docs/current/runtime-config-logging.html */
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
  // PGlite does not report that it broke, and answers nothing from then on.
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
  async dump({ flags }) {
    const { pgDump } = await import('@electric-sql/pglite-tools/pg_dump');
    // It uses this session: what the SQL has set would change the text, and it cannot restore an empty search_path.
    await execute("SET SESSION AUTHORIZATION postgres; RESET ALL; SET search_path = 'public'");
    try {
      const file = await pgDump({ pg: database, args: flags });
      return await file.text();
    } finally {
      // It leaves its own settings, in a transaction that can only read.
      await execute('ROLLBACK; RESET ALL');
    }
  },
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
