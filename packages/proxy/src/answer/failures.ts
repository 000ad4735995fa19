/**
 * From failure to answer: the one table of responses to requests that are not forwarded. Nothing of the
 * request is in an answer. Every reason has a row, or this file does not compile.
 */
import type { RefusalReason } from '../observe/refusal.ts';
import { REFUSAL } from '../observe/refusal.ts';
import { UPSTREAM_FAILURE, type UpstreamFailureReason } from '../observe/vocabulary.ts';
import type { ReadyResponse } from '../settings/block-answer.ts';
import { readyResponse } from './ready-response.ts';

interface Failure {
  readonly status: number;
  readonly text: string;
  readonly fields?: readonly string[];
}

const MALFORMED = 'The request is not valid HTTP (RFC 9112), so it was not passed on.';
const AMBIGUOUS = 'The request can be read in more than one way, so it was not passed on.';
const NOT_THERE = 'The proxy does not connect there.';
const UNREACHED = 'The site could not be reached.';
const IN_TUNNEL = 'A tunnel was closed.';

/** Refusals inside a tunnel end in a TLS alert (tls-alert.ts); their rows are never sent. */
const REFUSALS: Readonly<Record<RefusalReason, Failure>> = {
  'request-line-malformed': { status: 400, text: MALFORMED },
  'method-malformed': { status: 400, text: MALFORMED },
  'target-malformed': { status: 400, text: MALFORMED },
  'target-too-long': { status: 414, text: 'The address is longer than the proxy reads.' },
  'target-fragment': { status: 400, text: MALFORMED },
  'version-malformed': { status: 400, text: MALFORMED },
  'version-unsupported': { status: 505, text: 'The proxy speaks HTTP/1.1 and HTTP/1.0.' },
  'http2-preface': { status: 505, text: 'The proxy speaks HTTP/1.1 and HTTP/1.0.' },
  'field-name-malformed': { status: 400, text: MALFORMED },
  'field-name-ambiguous': { status: 400, text: AMBIGUOUS },
  'field-value-malformed': { status: 400, text: MALFORMED },
  'field-folded': { status: 400, text: MALFORMED },
  'line-end-malformed': { status: 400, text: MALFORMED },
  'head-too-large': { status: 431, text: 'The request has more header fields than the proxy reads.' },
  'too-many-fields': { status: 431, text: 'The request has more header fields than the proxy reads.' },
  'host-missing': { status: 400, text: MALFORMED },
  'host-repeated': { status: 400, text: AMBIGUOUS },
  'host-malformed': { status: 400, text: MALFORMED },
  'length-malformed': { status: 400, text: MALFORMED },
  'length-repeated': { status: 400, text: AMBIGUOUS },
  'length-and-coding': { status: 400, text: AMBIGUOUS },
  'coding-malformed': { status: 400, text: MALFORMED },
  'coding-unsupported': { status: 501, text: 'The proxy knows no transfer coding but chunked.' },
  'coding-in-http10': { status: 400, text: AMBIGUOUS },
  'connection-malformed': { status: 400, text: MALFORMED },
  'body-malformed': { status: 400, text: MALFORMED },
  'target-not-absolute': { status: 400, text: 'This is a proxy: it needs the whole address of a page in the request.' },
  'target-userinfo': { status: 400, text: 'The address holds a user name, which the proxy does not pass on.' },
  'scheme-unsupported': { status: 501, text: 'The proxy carries http: requests and CONNECT tunnels.' },
  'trace-disabled': {
    status: 405,
    text: 'The proxy does not answer TRACE.',
    fields: ['Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, CONNECT'],
  },
  'max-forwards-reached': { status: 200, text: '' },
  loop: { status: 508, text: 'The request came back to the proxy that had sent it.' },
  'port-not-allowed': { status: 403, text: NOT_THERE },
  'destination-not-allowed': { status: 403, text: NOT_THERE },
  'head-timeout': { status: 408, text: 'The request took too long to arrive.' },
  'body-timeout': { status: 408, text: 'The request took too long to arrive.' },
  'hello-malformed': { status: 400, text: IN_TUNNEL },
  'hello-too-large': { status: 400, text: IN_TUNNEL },
  'hello-timeout': { status: 408, text: IN_TUNNEL },
  'protocol-not-allowed': { status: 403, text: IN_TUNNEL },
};

const UPSTREAM_FAILURES: Readonly<Record<UpstreamFailureReason, Failure>> = {
  'name-not-found': { status: 502, text: 'There is no site of that name.' },
  'resolver-failed': { status: 502, text: UNREACHED },
  'connection-refused': { status: 502, text: UNREACHED },
  unreachable: { status: 502, text: UNREACHED },
  'connect-timeout': { status: 504, text: 'The site did not answer in time.' },
  'response-timeout': { status: 504, text: 'The site did not answer in time.' },
  'closed-early': { status: 502, text: 'The site ended the connection without an answer.' },
  'response-malformed': { status: 502, text: 'What the site answered cannot be read as HTTP.' },
  'response-head-too-large': { status: 502, text: 'What the site answered is longer than the proxy reads.' },
  'client-names-limit': { status: 503, text: 'The proxy looks up no more names for you at this moment.' },
  other: { status: 502, text: UNREACHED },
  'resources-exhausted': { status: 503, text: 'The proxy can make no more connections at this moment.' },
};

function page({ status, text, fields }: Failure): ReadyResponse {
  if (text === '') return readyResponse(status, '', fields);
  const html = `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>${status}</title><p>${text}</p></html>\n`;
  return readyResponse(status, html, fields);
}

/** By code, so that looking one up on the wire's behalf is an index. */
const REFUSAL_ANSWERS: readonly ReadyResponse[] = Object.keys(REFUSAL).map((reason) =>
  page(REFUSALS[reason as RefusalReason]),
);
const UPSTREAM_ANSWERS: readonly ReadyResponse[] = Object.keys(UPSTREAM_FAILURE).map((reason) =>
  page(UPSTREAM_FAILURES[reason as UpstreamFailureReason]),
);

/** What the client of a refused request gets. `code` is one of `REFUSAL`'s. */
export function refusalAnswer(code: number): ReadyResponse {
  return REFUSAL_ANSWERS[code] as ReadyResponse;
}

/** What the client gets when its origin failed. `code` is one of `UPSTREAM_FAILURE`'s. */
export function upstreamAnswer(code: number): ReadyResponse {
  return UPSTREAM_ANSWERS[code] as ReadyResponse;
}
