/**
 * What an engine cannot do, recognised by PostgreSQL's errors. The list is closed: any other failing statement is
 * wrong, even in the dump. Messages are in English because verify sets lc_messages.
 */
import type { DatabaseError } from './engine.js';

type Gap = readonly [code: string, message: RegExp, what: string];

/** Features that are not built in or not installed. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const GAPS: readonly Gap[] = [
  ['0A000', /^compression method \w+ not supported$/, 'a compression method that is not built in'],
  ['0A000', /^extension ".+" is not available$/, 'an extension that is not installed'],
  [
    '22023',
    /^extension ".+" has no installation script nor update path for version /,
    'a version of an extension that is not installed',
  ],
  ['58P01', /^could not open extension control file /, 'an extension that is not installed'],
  ['58P01', /^could not access file "libpqwalreceiver"/, 'subscriptions, which need libpq'],
  ['58P01', /^could not access file /, 'a library that is not installed'],
  [
    '0A000',
    /^subscriptions are not created in a scratch database$/,
    'subscriptions, which connect to other servers',
  ],
  ['0A000', /^unsupported XML feature$/, 'XML, which is not built in'],
  ['0A000', /^ICU is not supported in this build$/, 'ICU, which is not built in'],
  ['22023', /^could not create locale /, 'a locale that is not installed'],
  ['42704', /^could not create locale /, 'a locale that is not installed'],
  [
    '22023',
    /^(?:no security label providers have been loaded|security label provider ".+" is not loaded)$/,
    'security labels, whose provider is not loaded',
  ],
  ['22023', /^invalid value for parameter "default_tablespace"/, 'a tablespace, which belongs to a server'],
  ['42704', /^tablespace ".+" does not exist$/, 'a tablespace, which belongs to a server'],
  [
    'F0000',
    /^could not open (?:dictionary|affix|stop-word|thesaurus|synonym|rules) file /,
    'a dictionary file that is not installed',
  ],
];

/** The error of a statement that is not run: it would connect to another server, and keep a slot there. */
export const NO_SUBSCRIPTIONS: DatabaseError = {
  code: '0A000',
  message: 'subscriptions are not created in a scratch database',
};

const SUPERUSER = 'statements that need a superuser';
const OTHERS = 'objects of other roles';
const SERVER = 'files, programs and settings of the server';

/** insufficient_privilege in a session that is not a superuser's, for something outside the scratch database. */
const WITHHELD: readonly (readonly [message: RegExp, what: string])[] = [
  [
    /^permission denied to create (?:extension|event trigger|foreign-data wrapper|access method|subscription|tablespace) ?/,
    SUPERUSER,
  ],
  [/^permission denied to (?:create|alter|drop|change) (?:role|database|setting|owner)/, OTHERS],
  [/^permission denied to (?:grant|set) (?:role|session authorization)/, OTHERS],
  [
    /^permission denied to (?:grant privileges|change default privileges|reassign objects|drop objects|revoke )/,
    OTHERS,
  ],
  [/^permission denied to (?:terminate process|cancel query)/, OTHERS],
  [/^permission denied to COPY (?:to|from) an? /, SERVER],
  [/^permission denied to set parameter /, SERVER],
  [/^permission denied for (?:language|foreign-data wrapper|foreign server) /, SUPERUSER],
  [/^permission denied for tablespace /, SERVER],
  // From ALTER ROLE, before version 16.
  [/^permission denied$/, OTHERS],
  [
    /^permission denied for (?:function|procedure|table|view|sequence|schema) (?:pg_\w+|lo_import|lo_export|information_schema)$/,
    'system objects',
  ],
  [/^(?:must be|only) (?:a )?superusers? /, SUPERUSER],
  [
    /^must (?:be able to SET|be a member of|be member of|have admin option on|inherit privileges of) /,
    OTHERS,
  ],
  [/^must have (?:CREATEROLE|ADMIN OPTION|admin option|privileges of)/, OTHERS],
  [
    /^must be owner of (?:extension|event trigger|foreign-data wrapper|foreign server|server|language|database|role|tablespace|large object) /,
    OTHERS,
  ],
];
const NOT_PERMITTED = '42501';

/** What the engine cannot do; undefined if the statement itself is wrong. */
export function gapOf({ code, message }: DatabaseError, superuser: boolean): string | undefined {
  const gap = GAPS.find(([its, said]) => its === code && said.test(message));
  if (gap) return gap[2];
  if (superuser || code !== NOT_PERMITTED) return undefined;
  return WITHHELD.find(([said]) => said.test(message))?.[1];
}
