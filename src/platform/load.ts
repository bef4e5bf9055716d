/** Loads a package on demand and synchronously: an `import()` would make its callers asynchronous. */
import { createRequire } from 'node:module';

export const load = (name: string): unknown => createRequire(import.meta.url)(name);
