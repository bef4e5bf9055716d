#!/usr/bin/env node
/** The executable: connects the command line to this process. */
import module from 'node:module';

// Since Node 22.8, makes a second start faster. It must come before what it speeds up.
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();

// The parser compiles while the command line is read, unless the command needs only texts or no parser. An error
// here occurs again, and is explained, where the command loads the parser.
const onlyWords = /^(?:-h|--help|--version|completion|--get-yargs-completions)$/;
if (process.argv[2] !== 'verify' && !process.argv.some((word) => onlyWords.test(word))) {
  import('../index.js').then(({ ready }) => ready()).catch(() => undefined);
}
const { run } = await import('./program.js');

// A reader that closed the pipe is not an error; any other one is reported where it is written.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const exit = await run(process.argv.slice(2), {
  // Opened on use: a standard input that no command reads need not be.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  env: process.env,
});

// Everything is written: do not wait for what V8 would still compile and collect.
process.exit(exit);
