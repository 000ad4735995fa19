import type { ReadyResponse } from './block-answer.ts';

const REASON_PHRASES: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  403: 'Forbidden',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  414: 'URI Too Long',
  431: 'Request Header Fields Too Large',
  451: 'Unavailable For Legal Reasons',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
  508: 'Loop Detected',
};

/**
 * What every response of our own says: that nobody may keep it, that it may load and run nothing, that no other site is to
 * learn where it was shown, and that the connection ends with it.
 */
const COMMON_FIELDS = [
  'Cache-Control: no-store',
  "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'",
  'Referrer-Policy: no-referrer',
  'X-Content-Type-Options: nosniff',
  'Connection: close',
];

/** Makes the bytes of a response once, so that answering costs no more than sending them. */
export function readyResponse(status: number, html: string, fields: readonly string[] = []): ReadyResponse {
  const body = Buffer.from(html);
  const lines = [
    `HTTP/1.1 ${status} ${REASON_PHRASES[status] ?? ''}`,
    ...(html === '' ? [] : ['Content-Type: text/html; charset=utf-8']),
    `Content-Length: ${body.length}`,
    ...fields,
    ...COMMON_FIELDS,
  ];
  return { head: Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body };
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
