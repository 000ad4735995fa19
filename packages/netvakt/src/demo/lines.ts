import type { ListenerAddress } from '@netvakt/proxy';
import { socketOf } from '../base/text.ts';

/** Where the demonstration can be reached. */
export interface DemoAddresses {
  readonly proxyAddresses: readonly ListenerAddress[];
  readonly adminAddresses: readonly ListenerAddress[];
}

/** The lines to paste, as they are shown once everything listens. */
export function demoLines({ proxyAddresses: [proxy], adminAddresses: [admin] }: DemoAddresses): string {
  const through = `curl -x http://${socketOf(proxy)}`;
  return `
Netvakt is filtering. Paste these into another terminal:

  ${through} http://blocked.test/            # blocked: the page says why
  ${through} http://www.blocked.test/any     # blocked: every sub-domain is
  ${through} http://mixed.test/free          # passes
  ${through} http://mixed.test/blocked/x     # blocked: one folder of an innocent host
  ${through} -k https://demo.test/           # passes, untouched
  ${through} -k https://blocked.test/        # CONNECT refused with 451
  curl -s http://${socketOf(admin)}/metrics | grep 'netvakt_blocked_requests_total{market="se"'

Stop with Ctrl-C.
`;
}
