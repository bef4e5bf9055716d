/** Indexes and extended statistics. */
import { index } from './index.js';
import { indexAttach } from './indexAttach.js';
import { statistics } from './statistics.js';
import { statisticsTarget } from './statisticsTarget.js';

export const kinds = [index, indexAttach, statistics, statisticsTarget] as const;
