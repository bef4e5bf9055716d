/** Blocks that only this tool writes. */
import { columnMeanings } from './columnMeanings.js';
import { holdTriggers } from './holdTriggers.js';
import { keyOrder } from './keyOrder.js';
import { selfCheck } from './selfCheck.js';

export const kinds = [keyOrder, columnMeanings, holdTriggers, selfCheck] as const;
