/** What one client of the lenience laboratory sends, and to whom. */
import type { LenientOrigin } from './origins/lenient-origin.ts';

export interface MutatedFlow {
  readonly protocol: 'http' | 'tls';
  /** The forms that it has; a row each in the table of what origins accept. */
  readonly forms: readonly string[];
  /** What the client sends; a write each. */
  readonly pieces: readonly Buffer[];
  /** What it sends when the server has asked for another hello. */
  readonly retry: readonly Buffer[];
  /** All hellos in it name the listed host in its one spelling: any ServerHello answers for it. */
  readonly onlyListed: boolean;
  /** The hello that is sent when it is asked for names the listed host in its one spelling. */
  readonly retriesListed: boolean;
  /** After a free answer another request or hello may still be answered. */
  readonly goesOn: boolean;
}

/** What most flows are not. */
export const PLAIN_DELIVERY: Pick<MutatedFlow, 'retry' | 'onlyListed' | 'retriesListed' | 'goesOn'> = {
  retry: [],
  onlyListed: false,
  retriesListed: false,
  goesOn: false,
};

/** On which way it goes. */
export type FilterWay = 'direct' | 'transparent' | 'connect';

/** Where to send a flow. */
export interface Route {
  readonly port: number;
  /** What comes before the client's own bytes. */
  readonly greeting: Buffer;
  /** What the answer to the greeting ends with, if one has to be awaited. */
  readonly welcome: string;
}

export interface FilterPorts {
  readonly transparent: number;
  readonly explicit: number;
}

const NOTHING = Buffer.alloc(0);

/** The port of an origin for a protocol; `undefined` if it does not speak it. */
export function portOf(origin: LenientOrigin, protocol: MutatedFlow['protocol']): number | undefined {
  return protocol === 'http' ? origin.http : origin.tls;
}

/** A free name that leads to the TLS port of an origin, for CONNECT. */
export function connectName(origin: string): string {
  return `${origin.replaceAll('.', '-')}.demo.test`;
}

/** The way to an origin: past the filter, through its transparent listener as if the kernel had led it there, or in a tunnel. */
export function routeTo(
  way: FilterWay,
  origin: LenientOrigin,
  protocol: MutatedFlow['protocol'],
  filter: FilterPorts,
): Route {
  const port = portOf(origin, protocol) ?? 0;
  if (way === 'direct') return { port, greeting: NOTHING, welcome: '' };
  if (way === 'transparent') {
    const greeting = Buffer.from(`PROXY TCP4 198.51.100.7 127.0.0.1 40000 ${port}\r\n`);
    return { port: filter.transparent, greeting, welcome: '' };
  }
  const authority = `${connectName(origin.name)}:443`;
  const greeting = Buffer.from(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
  return { port: filter.explicit, greeting, welcome: '\r\n\r\n' };
}
