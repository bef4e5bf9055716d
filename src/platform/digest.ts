/** SHA-256 of the dump for the ledger, of definitions for guards, of scripts for the report's CSP. */
import { createHash } from 'node:crypto';

export const sha256 = (data: string | Uint8Array, encoding: 'hex' | 'base64' = 'hex'): string =>
  createHash('sha256').update(data).digest(encoding);
