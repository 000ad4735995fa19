/** Finds the addresses of a name. */
export interface Resolver {
  /**
   * Calls back once, now or later: with IP literals in the order in which they should be tried, or with a system error
   * code such as `ENOTFOUND`.
   */
  resolve(name: string, done: ResolverCallback): void;
}

export type ResolverCallback = (failure: string | undefined, addresses: readonly string[]) => void;
