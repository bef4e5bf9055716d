/** Operators, operator classes and families, access methods. */
import { accessMethod } from './accessMethod.js';
import { operator } from './operator.js';
import { operatorClass } from './operatorClass.js';
import { operatorFamily } from './operatorFamily.js';
import { operatorFamilyMember } from './operatorFamilyMember.js';

export const kinds = [accessMethod, operator, operatorFamily, operatorClass, operatorFamilyMember] as const;
