/** A build step: writes dist/config.schema.json, which editors read. */
import { writeFileSync } from 'node:fs';
import { configSchema } from '../config/config.js';

writeFileSync(
  new URL('../config.schema.json', import.meta.url),
  `${JSON.stringify(configSchema(), null, 2)}\n`,
);
