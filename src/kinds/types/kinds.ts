/** Types, domains, casts, collations. */
import { baseType } from './baseType.js';
import { cast } from './cast.js';
import { collation } from './collation.js';
import { compositeType } from './compositeType.js';
import { conversion } from './conversion.js';
import { domain } from './domain.js';
import { domainConstraint } from './domainConstraint.js';
import { enumType } from './enumType.js';
import { enumValue } from './enumValue.js';
import { rangeType } from './rangeType.js';
import { shellType } from './shellType.js';
import { transform } from './transform.js';

export const kinds = [
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
  transform,
] as const;
