/** A routine's identity as the report writes it: qualified, with argument types, whatever the search path. */

export const IDENTIFY = `
CREATE FUNCTION baseline_verify.identity(routine oid) RETURNS text LANGUAGE sql STABLE SET search_path TO pg_catalog, pg_temp AS $identity$
  SELECT format('%I.%I(%s)', n.nspname, c.proname, oidvectortypes(c.proargtypes))
  FROM pg_proc c JOIN pg_namespace n ON n.oid = c.pronamespace WHERE c.oid = routine
$identity$;`;

/** For a routine of pg_proc that the query calls c. */
export const IDENTITY = 'baseline_verify.identity(c.oid)';
