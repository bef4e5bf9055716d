/** Rows, and the state of sequences and statistics. */
import { largeObject } from './largeObject.js';
import { refresh } from './refresh.js';
import { sequenceValue } from './sequenceValue.js';
import { statisticsData } from './statisticsData.js';
import { tableData } from './tableData.js';

export const kinds = [tableData, largeObject, sequenceValue, statisticsData, refresh] as const;
