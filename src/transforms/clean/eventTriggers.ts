/**
 * Servers before 17 have no event_triggers setting: the file disables the dump's event triggers while it runs, and
 * enables at the end those that the dump leaves enabled. https://www.postgresql.org/docs/current/event-triggers.html
 */
import { addObjects } from '../../catalog/catalog.js';
import {
  EVENT_TRIGGERS_SETTING,
  enabledEventTrigger,
  eventTriggerKey,
} from '../../kinds/triggers/eventTriggerState.js';
import type { Transform } from '../base/transform.js';
import { KIND } from '../../kinds/registry.js';

export const eventTriggers: Transform = {
  name: 'eventTriggers',
  stage: 'clean',
  summary: 'Disables the dump’s event triggers while the file runs, and enables them at the end.',
  apply(catalog) {
    if (catalog.target.version >= EVENT_TRIGGERS_SETTING) return catalog;
    const stated = new Set(
      catalog.objects.filter(({ kind }) => kind === KIND.eventTriggerState).map(({ parent }) => parent),
    );
    const bare = catalog.objects.filter(
      ({ kind, name }) => kind === KIND.eventTrigger && !stated.has(eventTriggerKey(name.name)),
    );
    return addObjects(
      catalog,
      bare.map(({ name }) => enabledEventTrigger(name.name, 'eventTriggers')),
    );
  },
};
