import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { syslogTarget } from '../../src/config/schema/syslog.ts';
import { SyslogFormat } from '../../src/syslog/message.ts';
import { Syslog } from '../../src/syslog/syslog.ts';

const SECTION = { to: '', facility: 'local0', appName: 'netvakt', enterprise: 32_473, totals: true } as const;
const FORMAT = new SyslogFormat(SECTION, 'filter-1');
const line = (members: object): string =>
  JSON.stringify({ level: 'info', time: '2026-01-31T12:00:00.000Z', ...members });

test('a line of the log: severity and message, the other members as structured data (RFC 5424 §6)', () => {
  expect(FORMAT.ofLogLine(line({ level: 'error', message: 'worker died', code: 'ERR_X', workers: 2 }))).toBe(
    `<131>1 2026-01-31T12:00:00.000Z filter-1 netvakt ${process.pid} log [netvakt@32473 code="ERR_X" workers="2"] worker died`,
  );
  expect(FORMAT.ofLogLine(line({ message: 'reloaded' }))).toBe(
    `<134>1 2026-01-31T12:00:00.000Z filter-1 netvakt ${process.pid} log - reloaded`,
  );
});

test.each([
  {
    why: 'closes nothing and escapes what it must (§6.3.3)',
    value: String.raw`a"]b\c`,
    want: String.raw`v="a\"\]b\\c"`,
  },
  { why: 'is one line', value: 'a\nb\0c', want: 'v="a b c"' },
  { why: 'is UTF-8', value: 'å', want: 'v="å"' },
  { why: 'is bounded', value: 'x'.repeat(5000), want: `v="${'x'.repeat(256)}"` },
])('a value $why', ({ value, want }) => {
  expect(FORMAT.ofLogLine(line({ message: 'm', v: value }))).toContain(`[netvakt@32473 ${want}] m`);
});

test('a name is a name, and a message with more than 2048 octets goes without its data', () => {
  expect(FORMAT.ofLogLine(line({ message: 'm', 'a b="]': 1 }))).toContain('[netvakt@32473 a_b___="1"] m');
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`v${i}`, 'x'.repeat(200)]));
  expect(FORMAT.ofLogLine(line({ message: 'm', ...many }))).toMatch(/ log - m$/u);
});

test.each(['udp://192.0.2.1', 'udp://a.example:514', 'tls://192.0.2.1:6514', 'unix:log', 'udp://192.0.2.1:0', ''])(
  'no receiver: %s',
  (text) => expect(syslogTarget(text)).toBeUndefined(),
);

/** A receiver over TCP that can go away and come back on its port. */
class Receiver {
  readonly sockets = new Set<Socket>();
  text = '';
  port = 0;
  #server: Server | undefined;

  async open(): Promise<void> {
    const server = createServer((socket) => {
      this.sockets.add(socket);
      socket
        .on('error', () => undefined)
        .setEncoding('utf8')
        .on('data', (text: string) => (this.text += text));
    });
    this.#server = server;
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.port = (server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.#server?.close();
    if (this.#server?.listening === true) await once(this.#server, 'close');
  }

  /** Takes frames of octet counting apart (RFC 6587 §3.4.1). */
  messages(): string[] {
    const found: string[] = [];
    for (let rest = Buffer.from(this.text); rest.length > 0; ) {
      const [digits = ''] = /^\d+ /u.exec(rest.toString('latin1')) ?? [];
      const end = digits.length + Number(digits);
      if (digits === '' || end > rest.length) break;
      found.push(rest.subarray(digits.length, end).toString());
      rest = rest.subarray(end);
    }
    return found;
  }
}

const receiver = new Receiver();
afterEach(() => receiver.close());

test('over TCP: messages from before the receiver is there wait; what is too many is counted and reported', async () => {
  await receiver.open();
  await receiver.close();
  const syslog = new Syslog({ ...SECTION, to: `tcp://127.0.0.1:${receiver.port}` }, () => 0);
  for (let i = 0; i < 1030; i += 1) syslog.line(line({ message: `å ${i}` }));
  await receiver.open();
  await until('all that waited', () => receiver.messages().length > 1024);
  const messages = receiver.messages();
  expect(messages.filter((one) => one.includes(' log - å '))).toHaveLength(1024);
  expect(messages.filter((one) => one.includes(' lost [netvakt@32473 count="6"]'))).toHaveLength(1);
  syslog.line(line({ message: 'goes on' }));
  await until('one more', () => receiver.messages().some((one) => one.endsWith('goes on')));
  syslog.close();
});
