/**
 * CREATE PROCEDURE core.p() …  →  CREATE OR REPLACE PROCEDURE core.p() …
 * https://www.postgresql.org/docs/current/sql-createprocedure.html
 */
import { routineKind } from './function.js';

export const procedure = routineKind('procedure');
