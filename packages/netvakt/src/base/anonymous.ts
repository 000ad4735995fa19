/** The system's code of an error; `undefined` if it has none. */
export function codeOf(error: unknown): string | undefined {
  const isCoded = typeof error === 'object' && error !== null && 'code' in error;
  return isCoded && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * An unexpected error without its message, which could quote what a client or a list sent: the class, the code, and the
 * places in our source.
 */
export function anonymous(error: unknown): {
  readonly error: string;
  readonly code: string;
  readonly at: readonly string[];
} {
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  return {
    error: error instanceof Error ? error.name : typeof error,
    code: codeOf(error) ?? 'none',
    at: frames.slice(0, 8).map((line) => line.trim()),
  };
}
