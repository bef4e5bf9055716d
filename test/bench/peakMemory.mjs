/** Loaded with --import into the process under measurement: leaves its peak memory, in kilobytes, in a file. */
import { writeFileSync } from 'node:fs';

process.on('exit', () => writeFileSync(process.env.PEAK_MEMORY_FILE, String(process.resourceUsage().maxRSS)));
