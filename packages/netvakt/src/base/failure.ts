/** What of a failure may be reported, and to whom. */
import { StoreError } from '@netvakt/blocklist/failures';
import { CoalitionError } from '@netvakt/coalition/error';
import { codeOf } from './anonymous.ts';
import { ListsError } from './lists-error.ts';
import { OperatorError } from './operator-error.ts';

/** Errors of a worker: their class is lost on the way, but their text names a setting or a system call, and what to do. */
const FROM_WORKER = /^(?:ERR_PROXY_SETTINGS|ERR_LINUX_[A-Z]+)$/;

/** What to report of an expected failure, one line or more each; `undefined` for a mistake of ours. */
export function explainFailure(error: unknown): readonly string[] | undefined {
  if (error instanceof OperatorError || error instanceof CoalitionError) return error.reasons;
  if (error instanceof StoreError) return [error.message];
  if (error instanceof Error && FROM_WORKER.test(codeOf(error) ?? ''))
    return [error.message.replaceAll('listeners[', 'proxy.listen[')];
  return undefined;
}

/** The codes of a failure, each once: those of refused lists, or its own. */
export function codesOf(error: unknown): readonly string[] {
  const codes = error instanceof ListsError ? error.refusals.map(({ code }) => code) : [codeOf(error) ?? 'ERR_UNKNOWN'];
  return [...new Set(codes)];
}

/** What may be reported of a thread's last words: a code or an exit code, nothing else of the text. */
export function codeInText(text: string): string {
  return /\b(?:ERR_[A-Z_]+|E[A-Z]{3,}|exit code \d+)\b/.exec(text)?.[0] ?? 'unknown';
}
