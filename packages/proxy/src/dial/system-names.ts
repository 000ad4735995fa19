import { lookup } from 'node:dns';
import { KEEP_FAILURES, type NameAnswer } from './remembering-resolver.ts';

/** The system's answer has no time to live of its own: short enough for a moved site, long enough for a page's parts. */
const KEEP_ADDRESSES = 30_000;

/**
 * The machine's own resolver, `getaddrinfo`, in its order (RFC 6724): whatever nsswitch.conf says. It runs on the four
 * threads of libuv, so that four names whose servers are silent hold up all others.
 */
export function systemNames(name: string, answered: (answer: NameAnswer) => void): void {
  lookup(name, { all: true, order: 'verbatim' }, (error, found) => {
    if (error === null)
      answered({ failure: undefined, addresses: found.map(({ address }) => address), keep: KEEP_ADDRESSES });
    else answered({ failure: error.code ?? 'EAI_FAIL', addresses: [], keep: KEEP_FAILURES });
  });
}
