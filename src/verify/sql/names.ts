/** Names as SQL and the catalogs write them. */

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The conversion and the server quote differently. */
export const unquoted = (name: string): string => name.replaceAll('"', '');
