import { createHash } from 'node:crypto';
import { type BlockPage, DAY, type ReadyResponse } from '../settings/block-answer.ts';

const REASON_PHRASES: Readonly<Record<number, string>> = {
  200: 'OK',
  303: 'See Other',
  400: 'Bad Request',
  403: 'Forbidden',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  414: 'URI Too Long',
  431: 'Request Header Fields Too Large',
  451: 'Unavailable For Legal Reasons',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
  508: 'Loop Detected',
};

/**
 * The fields in every response of our own. Nobody may cache it; it may load and run nothing; no other site may learn where it was shown;
 * and the connection ends with it.
 */
const COMMON_FIELDS = [
  'Cache-Control: no-store',
  'Referrer-Policy: no-referrer',
  'X-Content-Type-Options: nosniff',
  'Connection: close',
];

/** Nothing is loaded, run, sent or framed. `sources`: what more the page may use, each a directive of CSP. */
function contentSecurityPolicy(sources: readonly string[]): string {
  return ["default-src 'none'", ...sources, "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"].join(
    '; ',
  );
}

/**
 * Makes the bytes of a response once, so that answering costs no more than sending them. `fields` and `sources` are lines
 * of the head and directives of its Content-Security-Policy: ASCII, without line ends.
 */
export function readyResponse(
  status: number,
  html: string,
  fields: readonly string[] = [],
  sources: readonly string[] = [],
): ReadyResponse {
  const body = Buffer.from(html);
  const lines = [
    `HTTP/1.1 ${status} ${REASON_PHRASES[status] ?? ''}`,
    ...(html === '' ? [] : ['Content-Type: text/html; charset=utf-8']),
    `Content-Length: ${body.length}`,
    ...fields,
    `Content-Security-Policy: ${contentSecurityPolicy(sources)}`,
    ...COMMON_FIELDS,
  ];
  return { head: Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body };
}

/** What a page needs to be made ready. */
export interface BlockPageParts {
  /** A BCP 47 tag. */
  readonly language: string;
  readonly status: number;
  /** May hold {@link DAY}, which becomes the day of sending. */
  readonly html: string;
  /** Lines for the head, such as {@link blockedByField} makes. */
  readonly fields: readonly string[];
  /** Directives for the Content-Security-Policy, such as {@link styleSource} makes. */
  readonly sources: readonly string[];
}

/** Makes one language's page of a block answer. */
export function blockPage({ language, status, html, fields, sources }: BlockPageParts): BlockPage {
  const { head, body } = readyResponse(status, html, fields, sources);
  const daysAt: number[] = [];
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  for (let at = bytes.indexOf(DAY); at !== -1; at = bytes.indexOf(DAY, at + DAY.length)) daysAt.push(at);
  return { language: language.toLowerCase(), head, body, daysAt };
}

/** The directive that lets exactly this text of a `<style>` element act (CSP Level 3 §8.4). */
export function styleSource(style: string): string {
  return `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`;
}

/** The line that names who blocks (RFC 7725 §4), in ASCII. `address` is an absolute URL. */
export function blockedByField(address: string): string {
  return `Link: <${new URL(address).href}>; rel="blocked-by"`;
}

/** Text as HTML text or attribute value. For words from the settings: nothing from a request is ever shown. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
