/** Logical replication. */
import { publication } from './publication.js';
import { publicationMember } from './publicationMember.js';
import { subscription } from './subscription.js';

export const kinds = [publication, publicationMember, subscription] as const;
