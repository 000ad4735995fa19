import type { Endpoint } from '../linux/socket-address.ts';

/** The two ends of the connection that the peer accepted, as it reports them. */
export interface ProxiedEnds {
  /** The client. */
  readonly source: Endpoint;
  /** Where the client connected to. */
  readonly destination: Endpoint;
}

/**
 * What a peer reports about a connection before its first byte: the PROXY protocol of HAProxy, versions 1 and 2
 * (https://www.haproxy.org/download/3.2/doc/proxy-protocol.txt).
 */
export interface ProxyHeader {
  readonly version: 1 | 2;
  /** `local`: the peer's own connection, such as a health check. */
  readonly command: 'proxy' | 'local';
  /** Absent for `local`, `UNKNOWN`, and what is not TCP over IP: then the addresses of the connection itself count. */
  readonly ends: ProxiedEnds | undefined;
}

/** The reason the first bytes of a connection are no usable header. The connection is closed: there is nothing safe to guess. */
export type ProxyHeaderRejection =
  /** They begin neither as version 1 nor as version 2. */
  | 'not-proxy-protocol'
  /** No line end in 107 bytes (version 1), or a length above the configured bound (version 2). */
  | 'too-long'
  /** A line feed without a carriage return, or one of the latter elsewhere. */
  | 'line-ending'
  /** Not `PROXY`, a protocol, two addresses and two ports, with one space between. */
  | 'line-malformed'
  /** No literal of the family that was announced. */
  | 'address-malformed'
  /** Not 0 to 65535 without leading zeros. */
  | 'port-malformed'
  /** A version 2 header whose version is not 2. */
  | 'version-unknown'
  /** Neither LOCAL nor PROXY. */
  | 'command-unknown'
  /** A family or transport that the protocol has not assigned. */
  | 'family-unknown'
  /** Announced shorter than the addresses of its family are. */
  | 'addresses-cut'
  /** A type-length-value field that ends after the header. */
  | 'field-cut'
  /** The CRC-32C that the header carries is not that of its bytes. */
  | 'checksum-wrong';

/** `need-more` until that is known; then the same answer however the bytes were cut. */
export type ProxyHeaderResult =
  | { readonly kind: 'need-more' }
  | { readonly kind: 'reject'; readonly reason: ProxyHeaderRejection }
  /** The client's own bytes begin at `length`. */
  | { readonly kind: 'header'; readonly header: ProxyHeader; readonly length: number };

export const NEED_MORE: ProxyHeaderResult = { kind: 'need-more' };

export function rejected(reason: ProxyHeaderRejection): ProxyHeaderResult {
  return { kind: 'reject', reason };
}

/** All of version 1's line with its CRLF, as the protocol bounds it. */
export const MAX_LENGTH_V1 = 107;
/** Fixed part of version 2. */
export const FIXED_LENGTH_V2 = 16;
/**
 * The bound on a whole version 2 header by default. The protocol allows 65,551 bytes; addresses take 52, and the
 * fields that load balancers add (name, unique id, TLS version and certificate name) some hundred.
 */
export const DEFAULT_MAX_LENGTH = 2048;

export const SIGNATURE_V1: Uint8Array = Buffer.from('PROXY ');
export const SIGNATURE_V2: Uint8Array = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
