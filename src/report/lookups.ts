/** Functions that return any tenant's key: a leak on request, so the terminal and the report name them. */
import type { Report } from './report.js';

export function lookups({ known }: Pick<Report, 'known'>): string[] {
  const found = known.filter(({ returns }) => returns === 'key').map(({ relation }) => relation);
  return found.length === 0
    ? []
    : [`Functions that find any tenant, also before one is set: ${found.join(', ')}`];
}
