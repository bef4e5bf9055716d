import { tenantsAreApart } from './kitchen.js';

tenantsAreApart(15);
