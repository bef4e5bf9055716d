/** Views. */
import { dummyView } from './dummyView.js';
import { materializedView } from './materializedView.js';
import { view } from './view.js';

export const kinds = [dummyView, view, materializedView] as const;
