/** How many flows and packets wait, and for how long. */
import { expect, test } from '@jest/globals';
import { PacketReader } from '../../src/packet/packet-reader.ts';
import { clientHello } from '../support/hello.ts';
import { ANSWER, PacketFlows, RemoteEnd } from '../support/packet-flows.ts';

const FREE = clientHello('free.test');
const BLOCKED = clientHello('www.blocked.test');
const RST = 4;

function isReset(bytes: Buffer): boolean {
  const reader = new PacketReader(bytes);
  return reader.read(0, bytes.length) && (reader.flags & RST) !== 0;
}

test('when there are as many flows as may be, what comes is as the policy says', () => {
  const half = FREE.subarray(0, 90);
  for (const overload of ['open', 'closed'] as const) {
    const flows = new PacketFlows({ overload }, { most: 2 });
    for (let port = 1; port <= 3; port += 1) flows.client(new RemoteEnd(), 0, half, { fromPort: port });
    expect(flows.flows.full).toBe(true);
    expect(flows.verdicts).toEqual([overload === 'open' ? 'accept allowed' : 'drop']);
    expect(flows.recorder.reported).toEqual([overload === 'open' ? 'flow unfiltered' : 'rejected connection-limit']);
  }
});

test('one client cannot fill the queue of the kernel: what is above the bound passes when it is sent again', () => {
  const flows = new PacketFlows({}, { most: 512 });
  for (let port = 1; port <= 20; port += 1)
    for (let at = 1; at <= 16; at += 1)
      flows.client(new RemoteEnd(), 2 * at, FREE.subarray(2 * at, 2 * at + 1), { fromPort: port });
  expect(flows.held).toBe(256);
  // In its one packet nothing has to wait; in two, the first is dropped, and sent again.
  const [whole, cut] = [new RemoteEnd(), new RemoteEnd()];
  flows.client(whole, 0, FREE, { fromPort: 1000 });
  expect(whole.delivered).toEqual(FREE);
  flows.client(cut, 0, FREE.subarray(0, 90), { fromPort: 1001 });
  expect(flows).toMatchObject({ held: 256 });
  expect(flows.verdicts.at(-1)).toBe('drop');
  flows.client(cut, 90, FREE.subarray(90), { fromPort: 1001 });
  flows.client(cut, 0, FREE.subarray(0, 90), { fromPort: 1001 });
  expect(cut.delivered).toEqual(FREE);
  flows.later(20_000);
  expect(flows).toMatchObject({ held: 0, recorder: { waits: 0 } });
  // All room is there again.
  for (let port = 1; port <= 16; port += 1)
    for (let at = 1; at <= 16; at += 1)
      flows.client(new RemoteEnd(), 2 * at, FREE.subarray(2 * at, 2 * at + 1), { fromPort: 2000 + port });
  expect(flows.held).toBe(256);
});

test('one client has no more than its share', () => {
  const flows = new PacketFlows({}, { limits: { connectionsPerClient: 2 } });
  for (let port = 1; port <= 3; port += 1) flows.client(new RemoteEnd(), 0, FREE.subarray(0, 90), { fromPort: port });
  expect(flows.recorder.reported).toEqual(['rejected client-limit']);
});

test('what waits for bytes that have passed elsewhere goes on, and the flow is allowed once the server has taken them', () => {
  const flows = new PacketFlows();
  const end = new RemoteEnd();
  flows.client(end, 200, FREE.subarray(200));
  flows.later(1001);
  expect(flows.verdicts).toEqual(['accept']);
  end.mark = 0x4001_0000;
  flows.server(end, ANSWER, { acknowledgement: 0x1_0000 + FREE.length });
  expect(flows.verdicts).toEqual(['accept', 'accept allowed']);
});

test('a tail that was let through is judged with its head: another one does not take its place', () => {
  const flows = new PacketFlows();
  const end = new RemoteEnd();
  const cut = BLOCKED.indexOf('www.blocked');
  const [listed, decoy] = [BLOCKED, Buffer.from(BLOCKED)];
  decoy.write('www.harmles', cut, 'latin1');
  flows.client(end, cut, listed.subarray(cut));
  flows.later(1001);
  expect(flows.verdicts).toEqual(['accept']);
  flows.client(end, cut, listed.subarray(cut)); // sent again, as it was
  expect(flows.verdicts).toEqual(['accept', 'accept']);
  flows.client(end, 0, decoy.subarray(0, cut));
  flows.client(end, cut, decoy.subarray(cut));
  expect(end.delivered).toEqual(Buffer.alloc(0));
  expect(end.isReset).toBe(true);
});

test('what waits for its first bytes ends when the time for a hello is over', () => {
  const flows = new PacketFlows();
  const end = new RemoteEnd();
  flows.client(end, 200, FREE.subarray(200));
  flows.later(1001);
  flows.later(9000);
  expect(flows.recorder.reported).toContain('flow expired');
  expect(flows).toMatchObject({ held: 0, recorder: { open: 0, waits: 0 } });
  expect(flows.sent.some(isReset)).toBe(true);
});

test.each([
  { why: 'in several packets', cuts: [0, 90], heard: false, reported: ['flow expired'] },
  { why: 'in several packets, to a server that speaks', cuts: [0, 90], heard: true, reported: [] },
  { why: 'in one packet', cuts: [0], heard: false, reported: [] },
])('a released hello $why, that nobody has answered in time', ({ cuts, heard, reported }) => {
  const flows = new PacketFlows();
  const end = new RemoteEnd();
  for (const [i, from] of cuts.entries()) flows.client(end, from, FREE.subarray(from, cuts[i + 1] ?? FREE.length));
  if (heard) flows.server(end, Buffer.from('1603', 'hex'));
  flows.later(10_001);
  expect(flows.recorder.reported).toEqual(['inspected tls', 'forwarded tls', ...reported]);
  expect(flows.sent.some(isReset)).toBe(reported.length > 0);
  expect(flows).toMatchObject({ held: 0, recorder: { open: 0, waits: 0 } });
});
