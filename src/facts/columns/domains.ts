import type { Catalog } from '../../catalog/catalog.js';
import { nodeOf, type TypeName } from '../../grammar.js';
import { quoteName } from '../../catalog/names.js';
import { KIND } from '../../kinds/registry.js';

/** The types that the dump's domains are based on, by domain name. */
export type Domains = ReadonlyMap<string, TypeName>;

export const domainsOf = ({ objects }: Pick<Catalog, 'objects'>): Domains =>
  new Map(
    objects
      .filter(({ kind }) => kind === KIND.domain)
      .map(({ name, statement }) => [quoteName(name), nodeOf(statement, 'CreateDomainStmt').typeName!]),
  );
