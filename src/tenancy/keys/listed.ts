/** Number of items in a message; the report has all. */
const SHOWN = 4;

/** `a, b, c, d and 9 more` */
export function listed(items: readonly string[]): string {
  const rest = items.length - SHOWN;
  return rest > 1 ? `${items.slice(0, SHOWN).join(', ')} and ${rest} more` : items.join(', ');
}
