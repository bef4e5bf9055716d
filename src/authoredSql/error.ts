/** Invalid SQL of the configuration or of the tool. */
export class SqlError extends Error {
  /** UTF-16 units from the beginning of the text. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'SqlError';
    this.offset = offset;
  }
}
