/** SQL of the configuration or of our own that cannot be kept. */
export class SqlError extends Error {
  /** Where, in UTF-16 units from the beginning of the text. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'SqlError';
    this.offset = offset;
  }
}
