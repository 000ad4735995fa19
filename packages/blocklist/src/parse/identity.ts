import type { Rule } from '@netvakt/matcher';

/** What a rule covers and does, as text: of two rules of one list, the same for equal ones only. It never leaves the program. */
export function identityOf({ kind, action, host, port, path, query, networkBits, text }: Rule): string {
  const page = query === undefined ? path : `${path}?${query}`;
  return `${kind} ${action} ${host} ${port ?? ''} ${page} ${networkBits ?? ''} ${text?.hosts ?? ''} ${text?.ends ?? ''}`;
}
