import { withoutLz4 } from '../lz4.js';
import { tenantsAreApart } from './kitchen.js';

tenantsAreApart(18, withoutLz4);
