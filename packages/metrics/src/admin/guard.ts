import { createHash, timingSafeEqual } from 'node:crypto';

/** A request to the administration port that is turned away before it is routed. */
export interface Denial {
  readonly status: 400 | 401 | 403 | 405 | 413;
  /** What to do about it, for the person at the other end. Holds nothing of the request. */
  readonly remedy: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the guard looks at. */
export interface AdminRequest {
  readonly method: string | undefined;
  readonly host: string | undefined;
  /** Whether a body was announced, by length or by transfer coding. */
  readonly hasBody: boolean;
}

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Turns away what is no scrape. The Host check stops DNS rebinding: a web page in an operator's browser can make its
 * own name point to 127.0.0.1, but cannot make the browser send another Host (RFC 9110 §7.2).
 *
 * @param allowedHosts - names or addresses in addition to loopback and `ownAddress`, without port.
 */
export function denialOf(asked: AdminRequest, ownAddress: string, allowedHosts: readonly string[]): Denial | undefined {
  const denial = requestDenialOf(asked);
  if (denial !== undefined) return denial;
  const name = hostName(asked.host);
  if (name === undefined) return { status: 400, remedy: 'Send one Host header' };
  const own = name === ownAddress || name === `[${ownAddress}]`;
  const known = own || LOOPBACK_NAMES.has(name) || allowedHosts.some((host) => host.toLowerCase() === name);
  return known ? undefined : { status: 403, remedy: 'Add the name in the Host header to "admin.hosts"' };
}

/** Turns away what asks for anything but a page. */
export function requestDenialOf({ method, hasBody }: AdminRequest): Denial | undefined {
  if (method !== 'GET' && method !== 'HEAD')
    return { status: 405, remedy: 'Only GET and HEAD are served here', headers: { allow: 'GET, HEAD' } };
  return hasBody ? { status: 413, remedy: 'Send no body' } : undefined;
}

/** The Host header without its port, in lower case; `undefined` if there is none. */
function hostName(host: string | undefined): string | undefined {
  if (host === undefined || host === '') return undefined;
  return host.toLowerCase().replace(/:\d{0,5}$/, '');
}

/** Paths that return only the health of the filter: load balancers and init systems ask without a token. */
const OPEN_TO_ALL = '/-/';

/** Rejects requests without the token (RFC 6750 §2.1). The time it takes does not reveal how much of a token was right. */
export function tokenDenialOf(path: string, authorization: string | undefined, token: string): Denial | undefined {
  if (path.startsWith(OPEN_TO_ALL)) return undefined;
  const given = /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? '';
  if (timingSafeEqual(digest(given), digest(token))) return undefined;
  return {
    status: 401,
    remedy: 'Send the token of "admin.token_file" as Authorization: Bearer …',
    headers: { 'www-authenticate': 'Bearer realm="netvakt"' },
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
