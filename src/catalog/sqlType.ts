import type { TypeName } from '../grammar.js';
import { typeText } from './names.js';
import { remembered } from './remembered.js';

/** A type without its modifiers, as SQL. */
export const sqlType = (type: TypeName | undefined): string => (type ? textOf(type) : '');

const textOf = remembered((type: TypeName): string => {
  const bare = typeText(type).replace(/^pg_catalog\."?(\w+)"?/, '$1');
  return TYPES.get(bare) ?? bare;
});

/** The type of a column that refers to one of this type: for serial, its integer type. */
export const referringType = (type: TypeName | undefined): string =>
  SERIALS.get(sqlType(type)) ?? sqlType(type);

/** The type independent of the search path: `pg_catalog.uuid` for a type without a schema that is no keyword. */
export function qualifiedType(type: string): string {
  const [short = type] = [...TYPES].find(([, long]) => long === type) ?? [];
  return type.includes('.') ? type : `pg_catalog.${short}`;
}

/** PostgreSQL's internal type names, in SQL's spelling. */
const TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    bool: 'boolean',
    float4: 'real',
    float8: 'double precision',
    int2: 'smallint',
    int4: 'integer',
    int8: 'bigint',
    varchar: 'character varying',
    bpchar: 'character',
    timestamptz: 'timestamp with time zone',
    timestamp: 'timestamp without time zone',
    timetz: 'time with time zone',
    time: 'time without time zone',
    varbit: 'bit varying',
  }),
);

const SERIALS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    smallserial: 'smallint',
    serial2: 'smallint',
    serial: 'integer',
    serial4: 'integer',
    bigserial: 'bigint',
    serial8: 'bigint',
  }),
);
