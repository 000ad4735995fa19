/** The code of an error of the system, such as `ENOSPC`; `undefined` for anything else that was thrown. */
export function systemCode(error: unknown): string | undefined {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && typeof error.code === 'string' ? error.code : undefined;
}
