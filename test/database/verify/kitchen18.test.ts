import { kitchenIsRight } from './kitchen.js';
import { WITHOUT_LZ4 } from './limits.js';

kitchenIsRight(18, WITHOUT_LZ4);
