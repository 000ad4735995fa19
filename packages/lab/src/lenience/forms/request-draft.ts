import type { Random } from '@netvakt/fixtures';
import { cut } from '../cuts.ts';
import { type MutatedFlow, PLAIN_DELIVERY } from '../flow.ts';
import { LISTED_HOST } from '../listed.ts';

/** A request for the listed page, in parts that forms change. All text is Latin-1: a character a byte. */
export class RequestDraft {
  /** A PROXY protocol header; `undefined`: what its origin wants. */
  preamble: string | undefined = undefined;
  /** Before the request line. */
  before = '';
  method = 'GET';
  gap = ' ';
  target = '/blocked/page';
  versionGap = ' ';
  version = 'HTTP/1.1';
  lineEnd = '\r\n';
  fields: readonly string[] = [`Host: ${LISTED_HOST}`, 'Connection: close'];
  body = '';

  /** `wanted`: what its origin wants before anything else. */
  toFlow(forms: readonly string[], wanted: string, random: Random): MutatedFlow {
    const head = this.fields.map((field) => `${field}${this.lineEnd}`).join('');
    const line = [this.method, this.gap, this.target, this.versionGap, this.version, this.lineEnd];
    const parts = [this.preamble ?? wanted, this.before, ...line, head, this.lineEnd, this.body];
    const edges: number[] = [];
    let length = 0;
    for (const part of parts) {
      length += part.length;
      edges.push(length);
    }
    const bytes = Buffer.from(parts.join(''), 'latin1');
    const pieces = cut(bytes, edges, random);
    return { ...PLAIN_DELIVERY, protocol: 'http', forms, pieces, goesOn: this.before !== '' };
  }
}
