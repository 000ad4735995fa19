import type { ClientKey } from '../policy/client-key.ts';

/** Finds the addresses of a name. */
export interface Resolver {
  /**
   * Calls back once, now or later, unless the look-up is cancelled: with IP literals in the order in which they should be tried, or
   * with a system error code such as `ENOTFOUND`, or {@link CLIENT_ASKS_TOO_MUCH}.
   *
   * @param client - on whose behalf: one client's questions must not use up what all share
   */
  resolve(name: string, client: ClientKey, done: ResolverCallback): CancelQuestion;
}

export type ResolverCallback = (failure: string | undefined, addresses: readonly string[]) => void;

/** Ends a question that nobody needs an answer to any more. */
export type CancelQuestion = () => void;

/** In place of a system error code: this client has as many questions open as it may have. */
export const CLIENT_ASKS_TOO_MUCH = 'client asks too much';

/** For a question that has been answered already, or cannot be ended. */
export function nothingToCancel(): void {}
