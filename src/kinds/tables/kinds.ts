/** Tables, their columns, partitions and sequences. */
import { column } from './column.js';
import { columnDefault } from './columnDefault.js';
import { identity } from './identity.js';
import { inheritance } from './inheritance.js';
import { partition } from './partition.js';
import { sequence } from './sequence.js';
import { sequenceOwner } from './sequenceOwner.js';
import { table } from './table.js';
import { tableMark } from './tableMark.js';
import { tableSetting } from './tableSetting.js';

export const kinds = [
  sequence,
  table,
  partition,
  inheritance,
  column,
  tableSetting,
  identity,
  columnDefault,
  sequenceOwner,
  tableMark,
] as const;
