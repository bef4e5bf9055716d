/** Text search. */
import { textSearchConfiguration } from './textSearchConfiguration.js';
import { textSearchDictionary } from './textSearchDictionary.js';
import { textSearchMapping } from './textSearchMapping.js';
import { textSearchParser } from './textSearchParser.js';
import { textSearchTemplate } from './textSearchTemplate.js';

export const kinds = [
  textSearchParser,
  textSearchTemplate,
  textSearchDictionary,
  textSearchConfiguration,
  textSearchMapping,
] as const;
