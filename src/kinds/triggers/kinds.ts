/** Triggers, rules and event triggers. */
import { eventTrigger } from './eventTrigger.js';
import { eventTriggerState } from './eventTriggerState.js';
import { firingState } from './firingState.js';
import { rule } from './rule.js';
import { trigger } from './trigger.js';

export const kinds = [trigger, rule, firingState, eventTrigger, eventTriggerState] as const;
