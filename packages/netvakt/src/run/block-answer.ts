import type { BlockAnswer, ReadyResponse } from '@netvakt/proxy';
import type { BlockSection } from '../config/schema/markets.ts';
import type { OperatorSection } from '../config/schema/process.ts';

/** The plainest block answer of one market: status, operator, reason. */
export function renderBlockAnswer(
  operator: OperatorSection,
  { status, authority, objection }: BlockSection,
): BlockAnswer {
  const text = `This page is blocked.\n${operator.name}, ${authority}, ${objection}\n`;
  return { page: response(status, operator.url, text), part: response(status, operator.url, '') };
}

function response(status: number, url: string, text: string): ReadyResponse {
  const body = Buffer.from(text);
  const lines = [
    `HTTP/1.1 ${status} ${status === 451 ? 'Unavailable For Legal Reasons' : 'Forbidden'}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${body.length}`,
    'Cache-Control: no-store',
    `Link: <${url}>; rel="blocked-by"`,
    'Connection: close',
  ];
  return { head: Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body };
}
