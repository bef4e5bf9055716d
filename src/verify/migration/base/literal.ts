/** A value as SQL writes it, whatever standard_conforming_strings is. */
export const literal = (text: string | null): string => {
  if (text === null) return 'NULL';
  const escaped = text.replaceAll("'", "''");
  return text.includes('\\') ? `E'${escaped.replaceAll('\\', '\\\\')}'` : `'${escaped}'`;
};
