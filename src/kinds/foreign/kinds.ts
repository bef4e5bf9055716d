/** Foreign servers and tables. */
import { foreignColumnOptions } from './foreignColumnOptions.js';
import { foreignDataWrapper } from './foreignDataWrapper.js';
import { foreignTable } from './foreignTable.js';
import { server } from './server.js';
import { userMapping } from './userMapping.js';

export const kinds = [foreignDataWrapper, server, userMapping, foreignTable, foreignColumnOptions] as const;
