import { UPSTREAM_FAILURE, type UpstreamFailureCode } from '../observe/vocabulary.ts';
import { CLIENT_ASKS_TOO_MUCH } from './resolver.ts';

/** System error codes of `connect(2)`. A map, so that no code can name a property of an object's prototype. */
const CONNECT_FAILURES: ReadonlyMap<string, UpstreamFailureCode> = new Map([
  ['ECONNREFUSED', UPSTREAM_FAILURE['connection-refused']],
  ['ECONNRESET', UPSTREAM_FAILURE['closed-early']],
  ['EPIPE', UPSTREAM_FAILURE['closed-early']],
  ['ENETUNREACH', UPSTREAM_FAILURE.unreachable],
  ['EHOSTUNREACH', UPSTREAM_FAILURE.unreachable],
  ['ENETDOWN', UPSTREAM_FAILURE.unreachable],
  ['ETIMEDOUT', UPSTREAM_FAILURE['connect-timeout']],
  ['EADDRNOTAVAIL', UPSTREAM_FAILURE['resources-exhausted']], // no port is free towards that origin
  ['EMFILE', UPSTREAM_FAILURE['resources-exhausted']],
  ['ENFILE', UPSTREAM_FAILURE['resources-exhausted']],
  ['ENOBUFS', UPSTREAM_FAILURE['resources-exhausted']],
  ['ENOMEM', UPSTREAM_FAILURE['resources-exhausted']],
]);

const NO_SUCH_NAME: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME', 'EAI_NONAME', 'EAI_NODATA']);

export function connectFailure(code: string | undefined): UpstreamFailureCode {
  return CONNECT_FAILURES.get(code ?? '') ?? UPSTREAM_FAILURE.other;
}

export function resolverFailure(code: string): UpstreamFailureCode {
  if (code === CLIENT_ASKS_TOO_MUCH) return UPSTREAM_FAILURE['client-names-limit'];
  return NO_SUCH_NAME.has(code) ? UPSTREAM_FAILURE['name-not-found'] : UPSTREAM_FAILURE['resolver-failed'];
}
