/** What of a failure may be reported, and to whom. */
import { StoreError } from '@netvakt/blocklist';
import { OperatorError } from './operator-error.ts';

/** Errors of a worker: their class is lost on the way, but their text names a setting or a system call, and what to do. */
const FROM_WORKER = /^(?:ERR_PROXY_SETTINGS|ERR_LINUX_[A-Z]+)$/;

/** The system's code of an error; `undefined` if it has none. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What to report of an expected failure, one line or more each; `undefined` for a mistake of ours. */
export function explainFailure(error: unknown): readonly string[] | undefined {
  if (error instanceof OperatorError) return error.reasons;
  if (error instanceof StoreError) return [error.message];
  if (error instanceof Error && FROM_WORKER.test(codeOf(error) ?? ''))
    return [error.message.replaceAll('listeners[', 'proxy.listen[')];
  return undefined;
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

/** What may be reported of a thread's last words: a code or an exit code, nothing else of the text. */
export function codeInText(text: string): string {
  return /\b(?:ERR_[A-Z_]+|E[A-Z]{3,}|exit code \d+)\b/.exec(text)?.[0] ?? 'unknown';
}
