import { kitchenIsRight } from './kitchen.js';

kitchenIsRight(15, {});
