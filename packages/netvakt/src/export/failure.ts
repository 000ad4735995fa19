/** Something that cannot be exported or put in force: what was found, and what to do. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
  readonly code = 'ERR_EXPORT';

  constructor(found: string, remedy: string) {
    super(`Cannot export: ${found}. ${remedy}`);
  }
}
