/** Framing, only so far as it carries a request for the listed page behind a free one. */
import type { Form } from './form.ts';
import type { RequestDraft } from './request-draft.ts';

const LISTED = 'GET /blocked/page HTTP/1.1\r\nHost: mixed.test\r\nConnection: close\r\n\r\n';
const SIZE = LISTED.length.toString(16);
const CHUNK = `${SIZE}\r\n${LISTED}\r\n0\r\n`;

function free(method: string, ...fields: readonly string[]): string {
  return [`${method} / HTTP/1.1`, 'Host: demo.test', ...fields, '', ''].join('\r\n');
}

/** Everything that is sent, in one draft: the parts of its own request are empty. */
function whole(name: string, text: string): Form<RequestDraft> {
  return {
    name,
    group: 'before',
    write: (draft) => {
      Object.assign(draft, {
        method: '',
        gap: '',
        target: '',
        versionGap: '',
        version: '',
        lineEnd: '',
        fields: [],
        body: '',
      });
      draft.before = text;
    },
  };
}

export const SECOND_REQUESTS: readonly Form<RequestDraft>[] = [
  whole('pipelined', free('GET') + LISTED),
  whole('behind a body of no length', free('POST', 'Content-Length: 0') + LISTED),
  whole('behind a body and an empty line', `${free('POST', 'Content-Length: 1')}x\r\n\r\n${LISTED}`),
  whole(
    'inside of a body of two lengths',
    free('POST', 'Content-Length: 0', `Content-Length: ${LISTED.length}`) + LISTED,
  ),
  whole('inside of a chunked body', `${free('POST', 'Transfer-Encoding: chunked')}${CHUNK}\r\n`),
  whole('length and coding', `${free('POST', 'Content-Length: 4', 'Transfer-Encoding: chunked')}0\r\n\r\n${LISTED}`),
  whole('coding of another case', `${free('POST', 'Transfer-Encoding: CHUNKED')}0\r\n\r\n${LISTED}`),
  whole('coding with a blank', `${free('POST', 'Transfer-Encoding : chunked')}0\r\n\r\n${LISTED}`),
  whole('coding with an underscore', `${free('POST', 'Transfer_Encoding: chunked')}0\r\n\r\n${LISTED}`),
  whole(
    'coding in a trailer',
    `${free('POST', 'Transfer-Encoding: chunked')}${CHUNK}Transfer-Encoding: chunked\r\n\r\n`,
  ),
  whole(
    'coding with an underscore in a trailer',
    `${free('POST', 'Transfer-Encoding: chunked')}${CHUNK}Transfer_Encoding: chunked\r\n\r\n`,
  ),
  whole('inside of a body of GET', free('GET', `Content-Length: ${LISTED.length}`) + LISTED),
  whole(
    'inside of a body of GET, and a third request',
    free('GET', `Content-Length: ${LISTED.length}`) + LISTED + free('GET'),
  ),
  whole(
    'inside of a body of POST, and a third request',
    free('POST', `Content-Length: ${LISTED.length}`) + LISTED + free('GET'),
  ),
  whole('behind an upgrade', free('GET', 'Connection: Upgrade', 'Upgrade: websocket') + LISTED),
  whole(
    'behind an upgrade to HTTP/2',
    free('GET', 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAA') + LISTED,
  ),
  whole('behind CONNECT', `CONNECT demo.test:80 HTTP/1.1\r\nHost: demo.test:80\r\n\r\n${LISTED}`),
  whole('behind Expect', `${free('POST', 'Expect: 100-continue', 'Content-Length: 0')}${LISTED}`),
  whole(
    'an address with escapes',
    'GET /blocked/page HTTP/1.1\r\nHost: [2001:db8::%36%36]\r\nConnection: close\r\n\r\n',
  ),
];
