/** All kinds. A statement belongs to the first that reads it; `opaque` reads everything. */
import type { Tree } from '../grammar.js';
import { accessMethod } from './accessMethod.js';
import { aggregate } from './aggregate.js';
import { actionOf } from './alterTable.js';
import { baseType } from './baseType.js';
import { cast } from './cast.js';
import { check } from './check.js';
import { cluster } from './cluster.js';
import { collation } from './collation.js';
import { column } from './column.js';
import { columnMeanings } from './columnMeanings.js';
import { columnDefault } from './columnDefault.js';
import { comment } from './comment.js';
import { compositeType } from './compositeType.js';
import { conversion } from './conversion.js';
import { defaultPrivileges } from './defaultPrivileges.js';
import { domain } from './domain.js';
import { domainConstraint } from './domainConstraint.js';
import { drop } from './drop.js';
import { dummyView } from './dummyView.js';
import { enumType } from './enumType.js';
import { enumValue } from './enumValue.js';
import { eventTrigger } from './eventTrigger.js';
import { eventTriggerState } from './eventTriggerState.js';
import { exclusion } from './exclusion.js';
import { extension } from './extension.js';
import { extensionDependency } from './extensionDependency.js';
import { firingState } from './firingState.js';
import { foreignColumnOptions } from './foreignColumnOptions.js';
import { foreignDataWrapper } from './foreignDataWrapper.js';
import { foreignKey } from './foreignKey.js';
import { foreignTable } from './foreignTable.js';
import { functionKind } from './function.js';
import { grant } from './grant.js';
import { identity } from './identity.js';
import { index } from './index.js';
import { indexAttach } from './indexAttach.js';
import { inheritance } from './inheritance.js';
import { holdTriggers } from './holdTriggers.js';
import { keyOrder } from './keyOrder.js';
import type { Kind } from './kind.js';
import { language } from './language.js';
import { largeObject } from './largeObject.js';
import { materializedView } from './materializedView.js';
import { noise } from './noise.js';
import { notNull } from './notNull.js';
import { opaque } from './opaque.js';
import { operator } from './operator.js';
import { operatorClass } from './operatorClass.js';
import { operatorFamily } from './operatorFamily.js';
import { operatorFamilyMember } from './operatorFamilyMember.js';
import { owner } from './owner.js';
import { ownerChange } from './ownerChange.js';
import { partition } from './partition.js';
import { policy } from './policy.js';
import { primaryKey } from './primaryKey.js';
import { procedure } from './procedure.js';
import { psqlLine } from './psqlLine.js';
import { publication } from './publication.js';
import { publicationMember } from './publicationMember.js';
import { rangeType } from './rangeType.js';
import { refresh } from './refresh.js';
import { role } from './role.js';
import { roleMembership } from './roleMembership.js';
import { rowSecurity } from './rowSecurity.js';
import { rule } from './rule.js';
import { schema } from './schema.js';
import { securityLabel } from './securityLabel.js';
import { selfCheck } from './selfCheck.js';
import { sequence } from './sequence.js';
import { sequenceOwner } from './sequenceOwner.js';
import { sequenceValue } from './sequenceValue.js';
import { server } from './server.js';
import { setting } from './setting.js';
import { shellType } from './shellType.js';
import { statistics } from './statistics.js';
import { statisticsData } from './statisticsData.js';
import { statisticsTarget } from './statisticsTarget.js';
import { subscription } from './subscription.js';
import { table } from './table.js';
import { tableData } from './tableData.js';
import { tableMark } from './tableMark.js';
import { tableSetting } from './tableSetting.js';
import { temporaryPrivilege } from './temporaryPrivilege.js';
import { textSearchConfiguration } from './textSearchConfiguration.js';
import { textSearchDictionary } from './textSearchDictionary.js';
import { textSearchMapping } from './textSearchMapping.js';
import { textSearchParser } from './textSearchParser.js';
import { textSearchTemplate } from './textSearchTemplate.js';
import { transaction } from './transaction.js';
import { transform } from './transform.js';
import { trigger } from './trigger.js';
import { unique } from './unique.js';
import { userMapping } from './userMapping.js';
import { view } from './view.js';

export const kinds: readonly Kind[] = [
  noise,
  psqlLine,
  tableData,
  keyOrder,
  setting,
  transaction,
  drop,
  cluster,
  largeObject,
  sequenceValue,
  statisticsData,
  role,
  roleMembership,
  extension,
  schema,
  accessMethod,
  language,
  shellType,
  enumType,
  enumValue,
  compositeType,
  rangeType,
  baseType,
  domain,
  domainConstraint,
  collation,
  conversion,
  cast,
  operator,
  operatorFamily,
  operatorClass,
  operatorFamilyMember,
  functionKind,
  procedure,
  aggregate,
  transform,
  textSearchParser,
  textSearchTemplate,
  textSearchDictionary,
  textSearchConfiguration,
  textSearchMapping,
  foreignDataWrapper,
  server,
  userMapping,
  sequence,
  table,
  foreignTable,
  foreignColumnOptions,
  partition,
  inheritance,
  column,
  tableSetting,
  identity,
  columnDefault,
  sequenceOwner,
  primaryKey,
  unique,
  exclusion,
  check,
  notNull,
  index,
  indexAttach,
  tableMark,
  statistics,
  statisticsTarget,
  foreignKey,
  dummyView,
  view,
  materializedView,
  refresh,
  trigger,
  rule,
  firingState,
  policy,
  rowSecurity,
  owner,
  ownerChange,
  temporaryPrivilege,
  grant,
  defaultPrivileges,
  publication,
  publicationMember,
  subscription,
  eventTrigger,
  eventTriggerState,
  comment,
  columnMeanings,
  holdTriggers,
  securityLabel,
  extensionDependency,
  selfCheck,
  opaque,
];

const byNode = new Map<string, Kind[]>();
for (const kind of kinds)
  for (const node of kind.nodes) byNode.set(node, [...(byNode.get(node) ?? []), kind]);
const byName = new Map(kinds.map((kind) => [kind.name, kind]));

/** The kinds that may own a statement, in the order of the list; without a tree it is a line for psql, rows, or refused. */
export const kindsOf = (tree: Tree | undefined): readonly Kind[] =>
  tree === undefined ? [psqlLine, tableData] : (byNode.get(actionOf(tree) ?? tree.type) ?? []);

/** @throws when no kind has the name, which only a mistake in the code can cause */
export function kindNamed(name: string): Kind {
  const found = byName.get(name);
  if (!found) throw new Error(`no kind is called ${name}`);
  return found;
}
