/** Schemas, extensions, and comments and labels on objects of any kind. */
import { comment } from './comment.js';
import { extension } from './extension.js';
import { extensionDependency } from './extensionDependency.js';
import { schema } from './schema.js';
import { securityLabel } from './securityLabel.js';

export const kinds = [extension, schema, comment, securityLabel, extensionDependency] as const;
