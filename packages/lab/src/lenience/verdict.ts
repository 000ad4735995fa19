/** What a client has got, and whether that is a breach. */

import type { MutatedFlow } from './flow.ts';
import { FREE_MARKER, FREE_NAME, LISTED_NAME, LISTED_PAGE } from './listed.ts';
import { answersHello } from './server-records.ts';

/** The listed page, or the listed host's handshake, has reached the client. */
export function isListed(flow: MutatedFlow, heard: Buffer, retried: boolean): boolean {
  if (flow.protocol === 'http') return heard.includes(LISTED_PAGE);
  // A certificate of TLS 1.2 comes in clear text. In 1.3 only the ServerHello does: it answers for the last hello.
  return heard.includes(LISTED_NAME) || ((retried ? flow.retriesListed : flow.onlyListed) && answersHello(heard));
}

/** The free page, or a handshake for the free name, has reached the client. */
export function isFree(flow: MutatedFlow, heard: Buffer): boolean {
  return flow.protocol === 'http' ? heard.includes(FREE_MARKER) : heard.includes(FREE_NAME) || answersHello(heard);
}

/** Nothing that could still be heard would change the verdict. */
export function isDecided(flow: MutatedFlow, heard: Buffer, retried: boolean): boolean {
  return isListed(flow, heard, retried) || (!flow.goesOn && isFree(flow, heard));
}
