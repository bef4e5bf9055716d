/**
 * What PostgreSQL has added since 14, each with what an older server gets: an equivalent form, the statement without
 * it, or an error. One row each; the transform targetVersion reads them. If two match, the first applies.
 * https://www.postgresql.org/docs/release/
 */
import { strings } from '../catalog/names.js';
import type { AlterTableCmd, ColumnRef, Constraint, FuncCall, Node, TypeCast, TypeName } from '../grammar.js';
import {
  alike,
  around,
  type Construct,
  leftOut,
  type Place,
  refused,
  row,
  within,
  written,
} from './construct.js';
import {
  COLLATIONS,
  FUNCTIONS,
  OPERATOR_CLASSES,
  PATH_METHODS,
  RELATIONS,
  SETTINGS,
  STORAGE,
  SUBSCRIPTION_OPTIONS,
  SUPPORT,
  TYPES,
} from './names.js';
import * as older from './olderForms.js';

const isNotNull = ({ contype }: Constraint): boolean => contype === 'CONSTR_NOTNULL';
const isUnenforced = ({ contype, is_enforced, skip_validation }: Constraint): boolean =>
  (contype === 'CONSTR_CHECK' || contype === 'CONSTR_FOREIGN') && !is_enforced && skip_validation === true;
const does =
  (subtype: string) =>
  (command: AlterTableCmd): boolean =>
    command.subtype === subtype;

/** The version of one of PostgreSQL's own names, unqualified or in pg_catalog. */
const own = (parts: readonly string[], versions: ReadonlyMap<string, number>): number | undefined =>
  parts.length === 1 || parts[0] === 'pg_catalog' ? versions.get(parts.at(-1)!) : undefined;
const called = ({ funcname }: FuncCall): string => strings(funcname).at(-1) ?? '';
const isSpelled = ({ funcformat }: FuncCall): boolean => funcformat === 'COERCE_SQL_SYNTAX';

/** numeric(3, -2), numeric(3, 5). */
function oddScale({ names, typmods = [] }: TypeName): boolean {
  const [precision = 0, scale = 0] = typmods.map((one) =>
    'A_Const' in one ? (one.A_Const.ival?.ival ?? 0) : 0,
  );
  return strings(names).at(-1) === 'numeric' && (scale < 0 || scale > precision);
}

/** RETURNING old.a outside a rule, in which OLD and NEW are the rule's. */
const isReturned = ({ fields = [] }: ColumnRef, place: Place): boolean =>
  within(place, 'ReturningClause') &&
  !within(place, 'RuleStmt') &&
  fields.length > 1 &&
  /^(?:old|new)$/.test(strings([fields[0]!])[0] ?? '');

const option =
  (name: string, ...statements: Parameters<typeof within>[1][]) =>
  ({ defname }: { defname?: string }, place: Place): boolean =>
    defname === name && (statements.length === 0 || within(place, ...statements));
const isWord = (arg: Node | undefined, word: string): boolean =>
  arg !== undefined && 'TypeName' in arg && strings(arg.TypeName.names).at(-1) === word;

const textOf = (arg: Node | undefined): string =>
  arg && 'A_Const' in arg ? (arg.A_Const.sval?.sval ?? '') : '';
const isOf = ({ typeName }: TypeCast, type: string): boolean => strings(typeName?.names).at(-1) === type;
/** Overloads, which differ in the number of arguments. */
const overload =
  (name: string, args: number) =>
  (one: FuncCall): boolean =>
    called(one) === name &&
    own(strings(one.funcname), new Map([[name, 0]])) !== undefined &&
    one.args?.length === args;

// prettier-ignore
export const constructs: readonly Construct[] = [
  // Constraints
  row('Constraint', 'a NOT NULL constraint with NO INHERIT', 18, (one, place) => isNotNull(one) && one.is_no_inherit && !within(place, 'AlterTableCmd'), older.checkInstead),
  row('Constraint', 'a NOT NULL constraint separate from its column', 18, (one, place) => isNotNull(one) && one.keys && within(place, 'AlterTableCmd'), older.addedNotNull),
  row('Constraint', 'a NOT NULL constraint separate from its column', 18, (one, place) => isNotNull(one) && one.keys && within(place, 'CreateStmt'), older.checkInstead),
  row('Constraint', 'ALTER DOMAIN … ADD NOT NULL', 17, (one, place) => isNotNull(one) && within(place, 'AlterDomainStmt'), (_, { words, offset }) => written({ ...words.find(offset, 'NOT', 'NULL')!, text: 'CHECK (VALUE IS NOT NULL)' }, 'a CHECK enforces the same')),
  row('Constraint', 'the name of a NOT NULL constraint', (_, place) => (within(place, 'CreateDomainStmt') ? 17 : 18), (one) => isNotNull(one) && one.conname && !one.keys, (_, { words, offset }) => written(words.cut(offset, words.endOf(offset, 2)), 'it is NOT NULL without a name')),
  row('Constraint', 'NOT ENFORCED', 18, (one, place) => isUnenforced(one) && within(place, 'CreateStmt'), (_, { words, offset }) => written(words.cutItem(offset), 'the constraint, which enforces nothing, was left out')),
  row('Constraint', 'NOT ENFORCED', 18, isUnenforced, () => leftOut('the constraint enforces nothing')),
  row('Constraint', 'NOT ENFORCED', 18, ({ contype }) => contype === 'CONSTR_ATTR_NOT_ENFORCED', older.unenforced),
  row('ATAlterConstraint', 'ALTER CONSTRAINT … ENFORCED or INHERIT', 18, (one) => one.alterEnforceability || one.alterInheritability),
  row('Constraint', 'a temporal key (WITHOUT OVERLAPS)', 18, (one) => one.without_overlaps),
  row('Constraint', 'a temporal foreign key (PERIOD)', 18, (one) => one.fk_with_period || one.pk_with_period),
  row('Constraint', 'NULLS NOT DISTINCT', 15, (one) => one.nulls_not_distinct),
  row('Constraint', 'ON DELETE SET NULL or SET DEFAULT for some of the columns', 15, (one) => one.fk_del_set_cols?.length),
  row('Constraint', 'an exclusion constraint on a partitioned table', 17, ({ contype }, place) => contype === 'CONSTR_EXCLUSION' && place.partitioned),
  row('Constraint', 'NOT VALID for a foreign key of a partitioned table', 18, ({ contype, initially_valid, is_enforced }, place) => contype === 'CONSTR_FOREIGN' && is_enforced && !initially_valid && place.partitioned, older.cutWords('it holds for all rows', 'NOT', 'VALID')),

  // Columns, tables, indexes
  row('Constraint', 'a virtual generated column', 18, ({ generated_kind }) => generated_kind === 'v', older.stored),
  row('ColumnDef', 'COMPRESSION of a column', 14, (one) => one.compression, older.cutSetting('values get the server’s default compression', 'COMPRESSION')),
  row('ColumnDef', 'STORAGE in CREATE TABLE', 16, (one, place) => one.storage_name && within(place, 'CreateStmt'), older.cutSetting('values get the default storage of their type', 'STORAGE')),
  row('AlterTableCmd', 'COMPRESSION of a column', 14, does('AT_SetCompression'), () => leftOut('values get the server’s default compression')),
  row('AlterTableCmd', 'SET STATISTICS DEFAULT', 17, (one) => one.subtype === 'AT_SetStatistics' && !one.def, () => alike(leftOut('a column has the default anyway'))),
  row('AlterTableCmd', 'SET STORAGE DEFAULT', 16, ({ subtype, def }) => subtype === 'AT_SetStorage' && def && strings([def])[0]?.toLowerCase() === 'default', () => alike(leftOut('a column has the default anyway'))),
  row('AlterTableCmd', 'SET LOGGED or UNLOGGED of a sequence', 15, ({ subtype = '' }, place) => /^AT_Set(?:Un)?Logged$/.test(subtype) && around(place, 'AlterTableStmt')?.objtype === 'OBJECT_SEQUENCE', () => leftOut('it is logged')),
  row('CreateStmt', 'the access method of a partitioned table', 17, (one) => one.partspec && one.accessMethod, ({ accessMethod }, place) => (accessMethod === 'heap' ? older.cutSetting('heap is what a partition has anyway', 'USING')({}, place) : refused('Say USING for each partition.'))),
  row('AlterTableCmd', 'ALTER COLUMN … SET EXPRESSION', 17, does('AT_SetExpression')),
  row('AlterTableCmd', 'ALTER TABLE … SET ACCESS METHOD', ({ name }, place) => (name === undefined || place.partitioned ? 17 : 15), does('AT_SetAccessMethod'), ({ name = 'heap' }, { partitioned }) => (name === 'heap' ? { ...leftOut('heap is the default'), alike: !partitioned } : refused('Write USING in CREATE TABLE.'))),
  row('DefElem', ({ defname }) => `the storage parameter ${defname}`, ({ defname = '' }) => STORAGE.get(defname), (_, place) => within(place, 'CreateStmt', 'AlterTableCmd'), older.cutSettingOrStatement('the server uses its own setting')),
  row('DefElem', 'LOGGED or UNLOGGED of an identity', 15, ({ defname = '' }, place) => /^(?:un)?logged$/.test(defname) && within(place, 'Constraint'), ({ defname = '' }, place) => ({ ...older.cutWords('its sequence is logged', defname.toUpperCase())({}, place), alike: defname === 'logged' })),
  row('RangeVar', 'an unlogged sequence', 15, ({ relpersistence }, place) => relpersistence === 'u' && within(place, 'CreateSeqStmt'), (_, place) => older.cutWords('it is logged', 'UNLOGGED')({}, { ...place, offset: 0 })),
  row('IndexStmt', 'NULLS NOT DISTINCT', 15, (one) => one.nulls_not_distinct && !one.unique, older.cutWords('a non-unique index does not need it', 'NULLS', 'NOT', 'DISTINCT')),
  row('IndexStmt', 'NULLS NOT DISTINCT', 15, (one) => one.nulls_not_distinct),
  row('IndexElem', 'an operator class for bloom or minmax-multi', 14, ({ opclass }) => OPERATOR_CLASSES.test(strings(opclass).at(-1) ?? ''), () => leftOut('queries find the same rows without the index, but more slowly')),
  row('IndexStmt', 'INCLUDE in an SP-GiST index', 14, ({ accessMethod, indexIncludingParams: more }) => accessMethod === 'spgist' && more?.length, (_, { words }) => { const { start } = words.find(0, 'INCLUDE')!; return written(words.cut(start, words.endOfParenthesis(start)), 'the index holds its own columns only'); }),
  row('StatsElem', 'statistics on expressions', 14, ({ expr }) => expr, () => leftOut('the planner estimates without them')),

  // Types, views, routines, triggers, event triggers
  row('TypeName', ({ names }) => `the type ${strings(names).at(-1)}`, ({ names }) => own(strings(names), TYPES)),
  row('TypeName', 'numeric with a scale below 0 or above the precision', 15, oddScale),
  row('DefElem', 'the multirange type of a range type', 14, option('multirange_type_name', 'CreateRangeStmt'), older.cutOption('no multirange type comes with it')),
  row('DefElem', 'SUBSCRIPT of a type', 14, option('subscript', 'DefineStmt'), older.cutOption('values of the type cannot be subscripted')),
  row('DefElem', 'the builtin provider of collations', 17, ({ defname, arg }, place) => defname === 'provider' && isWord(arg, 'builtin') && within(place, 'DefineStmt'), older.builtinCollation),
  row('DefElem', 'tailoring rules of a collation', 16, option('rules', 'DefineStmt')),
  row('DefElem', 'security_invoker of a view', 15, option('security_invoker'), () => refused('Without it the view reads with its owner’s rights: give it an owner with no more rights than its readers, or convert for PostgreSQL 15 or later.')),
  row('CreateFunctionStmt', 'a body in SQL without quotes (BEGIN ATOMIC, RETURN)', 14, (one) => one.sql_body, () => refused('Write the body as a quoted text after AS.')),
  row('FunctionParameter', 'an OUT parameter of a procedure', 14, ({ mode }, place) => mode === 'FUNC_PARAM_OUT' && around(place, 'CreateFunctionStmt')?.is_procedure),
  row('DefElem', (one) => `the setting ${older.setIn(one)?.name}`, (one) => SETTINGS.get(older.setIn(one)?.name ?? ''), (_, place) => within(place, 'CreateFunctionStmt'), older.withoutSetting),
  row('CreateOpClassItem', ({ number }) => `support function ${number} of an operator class`, ({ number }, place) => SUPPORT.get(`${around(place, 'CreateOpClassStmt')?.amname ?? around(place, 'AlterOpFamilyStmt')?.amname}-${number}`), ({ itemtype }) => itemtype === 2),
  row('DefElem', 'ALTER OPERATOR of more than its estimators', 17, ({ defname = '' }, place) => /^(?:commutator|negator|hashes|merges)$/.test(defname) && within(place, 'AlterOperatorStmt')),
  row('CreateEventTrigStmt', 'an event trigger on REINDEX', 17, ({ whenclause = [] }) => /"sval":"reindex"/i.test(JSON.stringify(whenclause))),
  row('CreateEventTrigStmt', 'an event trigger on login', 17, ({ eventname }) => eventname === 'login', () => leftOut('the server raises no such event')),

  // Queries: views, rules, policies, defaults, bodies
  row('FuncCall', ({ funcname }) => `the function ${strings(funcname).at(-1)}()`, ({ funcname }) => own(strings(funcname), FUNCTIONS), (one, { context }) => called(one) !== 'uuidv4' && !context.routines.has(called(one))),
  row('FuncCall', 'the function uuidv4()', 18, (one, { context }) => called(one) === 'uuidv4' && own(strings(one.funcname), FUNCTIONS) && !context.routines.has('uuidv4'), (one, { words, offset }) => written({ start: offset, end: words.endOf(offset, 2 * strings(one.funcname).length - 1), text: 'gen_random_uuid' }, 'gen_random_uuid() does the same')),
  row('FuncCall', 'generate_series() with a time zone', 16, overload('generate_series', 4)),
  row('FuncCall', 'jsonb_strip_nulls() with a second argument', 18, (one) => overload('jsonb_strip_nulls', 2)(one) || overload('json_strip_nulls', 2)(one)),
  row('FuncCall', 'SUBSTRING … SIMILAR', 14, (one, { words, offset }) => called(one) === 'substring' && isSpelled(one) && words.find(words.endOf(offset, 2), 'SIMILAR')),
  row('TypeCast', 'a jsonpath with methods of PostgreSQL 17', 17, (one) => isOf(one, 'jsonpath') && PATH_METHODS.test(textOf(one.arg))),
  row('FuncCall', 'a jsonpath with methods of PostgreSQL 17', 17, (one) => called(one).startsWith('jsonb_path_') && PATH_METHODS.test(textOf(one.args?.[1]))),
  row('TypeCast', 'an interval without an end', 17, (one) => isOf(one, 'interval') && /^[-+]?\s*infinity$/i.test(textOf(one.arg).trim())),
  row('CollateClause', ({ collname }) => `the collation ${strings(collname).at(-1)}`, ({ collname }) => own(strings(collname), COLLATIONS)),
  row('IndexElem', ({ collation }) => `the collation ${strings(collation).at(-1)}`, ({ collation }) => (collation ? own(strings(collation), COLLATIONS) : undefined)),
  row('PartitionElem', ({ collation }) => `the collation ${strings(collation).at(-1)}`, ({ collation }) => (collation ? own(strings(collation), COLLATIONS) : undefined)),
  row('RangeVar', ({ relname }) => `the system's ${relname}`, ({ schemaname, relname = '' }) => own(schemaname === undefined ? [relname] : [schemaname, relname], RELATIONS)),
  row('FuncCall', 'random() between two limits', 17, ({ funcname, args }) => strings(funcname).join('.') === 'random' && args?.length === 2),
  row('FuncCall', 'AT LOCAL', 17, (one) => called(one) === 'timezone' && isSpelled(one) && one.args?.length === 1),
  row('MergeStmt', 'MERGE', 15),
  row('MergeWhenClause', 'WHEN NOT MATCHED BY SOURCE', 17, ({ matchKind }) => matchKind === 'MERGE_WHEN_NOT_MATCHED_BY_SOURCE'),
  row('ReturningClause', 'RETURNING of MERGE', 17, (_, place) => place.spot.parent?.name === 'MergeStmt'),
  row('ReturningClause', 'RETURNING WITH (OLD, NEW)', 18, ({ options }) => options?.length),
  row('ColumnRef', 'OLD and NEW in RETURNING', 18, isReturned),
  row('SelectStmt', 'GROUP BY DISTINCT', 14, (one) => one.groupDistinct),
  row('CommonTableExpr', 'SEARCH and CYCLE of a WITH query', 14, (one) => one.search_clause ?? one.cycle_clause),
  row('JoinExpr', 'an alias for JOIN … USING', 14, (one) => one.join_using_alias),
  row('RangeSubselect', 'a subquery in FROM without an alias', 16, ({ alias }) => !alias, (_, { words, offset }) => { const end = words.endOfSubquery(offset); return written({ start: end, end, text: ' AS subquery' }, 'it has an alias'); }),
  row('A_Indices', 'subscripts of jsonb', 14, ({ uidx }) => uidx && 'A_Const' in uidx && uidx.A_Const.sval),
  row('XmlSerialize', 'INDENT of XMLSERIALIZE', 16, (one) => one.indent),
  row('JsonIsPredicate', 'IS JSON', 16),
  row('JsonObjectConstructor', 'JSON_OBJECT', 16),
  row('JsonArrayConstructor', 'JSON_ARRAY', 16),
  row('JsonArrayQueryConstructor', 'JSON_ARRAY', 16),
  row('JsonObjectAgg', 'JSON_OBJECTAGG', 16),
  row('JsonArrayAgg', 'JSON_ARRAYAGG', 16),
  row('JsonFuncExpr', 'JSON_VALUE, JSON_QUERY and JSON_EXISTS', 17),
  row('JsonTable', 'JSON_TABLE', 17),
  row('JsonParseExpr', 'JSON()', 17),
  row('JsonScalarExpr', 'JSON_SCALAR', 17),
  row('JsonSerializeExpr', 'JSON_SERIALIZE', 17),
  row('A_Const', 'a number in another base or with underscores', 16, ({ ival, fval }, { words, offset }) => (ival ?? fval) && /^(?:0[xob]|[\d.]+_)/i.test(words.text.slice(offset, offset + 40)), (one, place) => alike(older.decimal(one, place))),

  // Privileges, memberships, replication
  row('AccessPriv', 'the privilege MAINTAIN', 17, ({ priv_name }, place) => priv_name?.toLowerCase() === 'maintain' && within(place, 'GrantStmt'), older.privilegeWithout),
  row('GrantStmt', 'default privileges on large objects', 18, ({ objtype, targtype }) => objtype === 'OBJECT_LARGEOBJECT' && targtype === 'ACL_TARGET_DEFAULTS', () => leftOut('the server has none')),
  row('GrantStmt', 'GRANTED BY of a privilege', 14, ({ grantor }) => grantor, (_, { words }) => { const { start } = words.find(0, 'GRANTED', 'BY')!; return alike(written(words.cut(start, words.endOf(start, 3)), 'the role that runs the file becomes the grantor')); }),
  row('GrantRoleStmt', 'a predefined role', older.newestRole, undefined, () => alike(leftOut('the server has no such role'))),
  row('GrantRoleStmt', 'INHERIT and SET of a membership', 16, ({ opt = [] }, { words }) => opt.some((one) => 'DefElem' in one && one.DefElem.defname !== 'admin') || words.find(0, 'ADMIN', 'TRUE') || words.find(0, 'ADMIN', 'FALSE'), (one, place) => alike(older.membership(one, place))),
  row('PublicationTable', 'columns or rows of a publication', 15, (one) => one.columns?.length ?? one.whereClause, (_, place) => (within(place, 'AlterPublicationStmt') ? leftOut('without them it would publish more than it should') : refused())),
  row('PublicationObjSpec', 'TABLES IN SCHEMA of a publication', 15, ({ pubobjtype = '' }) => /SCHEMA/.test(pubobjtype), (_, place) => (within(place, 'AlterPublicationStmt') ? leftOut('a publication cannot name a schema') : refused())),
  row('DefElem', 'publish_generated_columns of a publication', 18, option('publish_generated_columns'), older.cutSettingOrStatement('generated columns are not published')),
  row('DefElem', 'origin = none of a subscription', 16, ({ defname, arg }) => defname === 'origin' && !isWord(arg, 'any') && !(arg && 'String' in arg && arg.String.sval === 'any')),
  row('DefElem', 'streaming = parallel of a subscription', 16, ({ defname, arg }, place) => defname === 'streaming' && (isWord(arg, 'parallel') || (arg && 'String' in arg && arg.String.sval === 'parallel')) && within(place, 'CreateSubscriptionStmt', 'AlterSubscriptionStmt'), older.cutSettingOrStatement('it works as the server does by default')),
  row('DefElem', ({ defname }) => `the option ${defname} of a subscription`, ({ defname = '' }) => SUBSCRIPTION_OPTIONS.get(defname), (_, place) => within(place, 'CreateSubscriptionStmt', 'AlterSubscriptionStmt'), older.cutSettingOrStatement('the server uses its default')),
];
