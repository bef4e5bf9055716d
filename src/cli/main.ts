#!/usr/bin/env node
/** The executable: joins the command line to this process. */
import module from 'node:module';

// From Node 22.8 on: a second start is faster. It has to come before what it is to speed up.
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();

// The parser compiles while the command line is read, unless it only asks for words, or for what needs no parser. What fails
// here fails again, and is explained, where the command loads it.
const onlyWords = /^(?:-h|--help|--version|completion|--get-yargs-completions)$/;
if (process.argv[2] !== 'verify' && !process.argv.some((word) => onlyWords.test(word))) {
  import('../index.js').then(({ ready }) => ready()).catch(() => undefined);
}
const { run } = await import('./program.js');

// A reader that goes away is no error; whatever else fails is reported where it is written.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const exit = await run(process.argv.slice(2), {
  // Opened when they are used: a standard input that nobody reads need not be.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  env: process.env,
});

// Everything is written by now: nobody waits for what V8 would still compile and collect.
process.exit(exit);
