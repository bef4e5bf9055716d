/** Loads a package at the moment that it is needed, without waiting: an `import()` would make its callers asynchronous. */
import { createRequire } from 'node:module';

export const load = (name: string): unknown => createRequire(import.meta.url)(name);
