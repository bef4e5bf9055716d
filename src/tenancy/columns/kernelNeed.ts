import { key, type Need } from '../../catalog/object.js';
import type { KernelFunction } from '../../catalog/tenancy.js';

/** What a DEFAULT or a policy that calls the function needs. */
export const needFor = ({ name }: KernelFunction): Need => ({ keys: [key('routine', name)] });
