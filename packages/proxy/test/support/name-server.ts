/** A name server over UDP (RFC 1035) that answers what a test wants. */
import { createSocket, type Socket } from 'node:dgram';
import { isIPv4 } from 'node:net';

/** What is asked for. */
export interface NameQuery {
  /** In lower case. */
  readonly name: string;
  readonly type: 'A' | 'AAAA';
}

/** Addresses, of which those of the family asked for are sent; a response code such as 3, NXDOMAIN; or no word at all. */
export type NameReply = { readonly addresses: readonly string[]; readonly ttl: number } | number | 'silence';

/** Name: the question's own, 12 bytes into the message (RFC 1035, 4.1.4). */
const SAME_NAME = Buffer.from([0xc0, 0x0c]);
const TYPES: ReadonlyMap<number, NameQuery['type']> = new Map([
  [1, 'A'],
  [28, 'AAAA'],
]);

export class NameServer {
  readonly #socket: Socket;
  /** Source ports of the questions. */
  readonly ports: number[] = [];
  /** `A name.example` for each question, in the order in which they came. */
  readonly asked: string[] = [];

  private constructor(socket: Socket, reply: (query: NameQuery) => NameReply) {
    this.#socket = socket;
    socket.on('message', (message, { address, port }) => {
      const { query, end } = read(message);
      this.asked.push(`${query.type} ${query.name}`);
      this.ports.push(port);
      const answer = answerOf(message, end, query, reply(query));
      if (answer !== undefined) socket.send(answer, port, address);
    });
  }

  /** Port 0 lets the system choose. */
  static async listen(reply: (query: NameQuery) => NameReply, port = 0): Promise<NameServer> {
    const socket = createSocket('udp4');
    const server = new NameServer(socket, reply);
    await new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', resolve));
    return server;
  }

  /** As it is in a configuration. */
  get at(): string {
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  close(): void {
    this.#socket.close();
  }
}

function read(message: Buffer): { readonly query: NameQuery; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const type = TYPES.get(message.readUInt16BE(at + 1)) ?? 'A';
  return { query: { name: labels.join('.').toLowerCase(), type }, end: at + 5 };
}

/** `end`: of the question, which is sent back as it came. */
function answerOf(message: Buffer, end: number, { type }: NameQuery, reply: NameReply): Buffer | undefined {
  if (reply === 'silence') return undefined;
  const { addresses, ttl } = typeof reply === 'number' ? { addresses: [], ttl: 0 } : reply;
  const code = typeof reply === 'number' ? reply : 0;
  const sent = addresses.filter((one) => isIPv4(one) === (type === 'A'));
  const head = Buffer.from([message[0] ?? 0, message[1] ?? 0, 0x81, 0x80 | code, 0, 1, 0, sent.length, 0, 0, 0, 0]);
  const records = sent.map((one) => {
    const bytes = bytesOf(one);
    const fixed = Buffer.alloc(10);
    fixed.writeUInt16BE(type === 'A' ? 1 : 28, 0);
    fixed.writeUInt16BE(1, 2);
    fixed.writeUInt32BE(ttl, 4);
    fixed.writeUInt16BE(bytes.length, 8);
    return Buffer.concat([SAME_NAME, fixed, bytes]);
  });
  return Buffer.concat([head, message.subarray(12, end), ...records]);
}

function groups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

/** `2001:db8:2::2` has one gap. */
function bytesOf(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const [left = '', right = ''] = address.split('::');
  const [before, after] = [groups(left), groups(right)];
  const all = [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}
