/** Functions, procedures, aggregates and languages. */
import { aggregate } from './aggregate.js';
import { functionKind } from './function.js';
import { language } from './language.js';
import { procedure } from './procedure.js';

export const kinds = [language, functionKind, procedure, aggregate] as const;
