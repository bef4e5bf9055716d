/** All transforms in execution order; each stage is a folder with a list. */
import { clean } from './clean/transforms.js';
import { enrich } from './enrich/transforms.js';
import { layout } from './layout/transforms.js';
import type { Transform } from './base/transform.js';

export const transforms: readonly Transform[] = [...clean, ...enrich, ...layout];
