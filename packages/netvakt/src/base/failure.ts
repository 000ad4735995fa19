import { describeRefusal } from '@netvakt/blocklist';
import { ListsError } from '../compile/lists.ts';
import { HashKeyError } from '../config/hash-key.ts';
import { ConfigError, describeProblem } from '../config/problem.ts';
import { ExportError } from '../export/failure.ts';
import { FleetError } from '../fleet/fleet.ts';
import { IntakeError } from '../list/intake.ts';

/** A socket that the configuration asks for and the system does not give. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code = 'ERR_LISTEN';

  /** @param key - where the socket stands in the configuration. */
  constructor(key: string, socket: string, systemCode: string) {
    super(`Cannot listen on ${socket} (${key}): ${REASONS[systemCode] ?? systemCode}`);
  }
}

const TOLD_AS_THEY_ARE = /^(?:ERR_PROXY_SETTINGS|ERR_LINUX_[A-Z]+)$/;

const REASONS: Readonly<Partial<Record<string, string>>> = {
  EADDRINUSE: 'the port is in use. Stop its owner (find it with "ss -ltnp"), or choose another port',
  EADDRNOTAVAIL: 'this machine has no such address. Choose one that "ip address" shows, or 0.0.0.0 for all',
  EACCES: 'the port is reserved. Choose one from 1024, or give the process CAP_NET_BIND_SERVICE',
};

/** The system's code of an error; `undefined` where it has none. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What to tell a person of an expected failure, one line or more each; `undefined` for a mistake of ours. */
export function explainFailure(error: unknown): readonly string[] | undefined {
  if (error instanceof ConfigError) return error.problems.map(describeProblem);
  if (error instanceof ListsError) return error.refusals.map(describeRefusal);
  if (
    error instanceof ListenError ||
    error instanceof IntakeError ||
    error instanceof HashKeyError ||
    error instanceof ExportError ||
    error instanceof FleetError
  )
    return [error.message];
  // These come from a worker, so their class is lost; their texts name a setting or a system call, and what to do.
  if (error instanceof Error && TOLD_AS_THEY_ARE.test(codeOf(error) ?? ''))
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

/** What may be told of a thread's last words: a code or an exit code, nothing else of the text. */
export function codeInText(text: string): string {
  return /\b(?:ERR_[A-Z_]+|E[A-Z]{3,}|exit code \d+)\b/.exec(text)?.[0] ?? 'unknown';
}
