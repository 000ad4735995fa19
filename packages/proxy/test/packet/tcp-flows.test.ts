import { expect, test } from '@jest/globals';
import { Random } from '@netvakt/fixtures';
import { WHOLE } from '../../src/bytes/reader-result.ts';
import { RecordReader } from '../../src/hello/record-reader.ts';
import { PacketReader } from '../../src/packet/packet-reader.ts';
import { DEFAULT_LIMITS } from '../../src/settings/limits.ts';
import { clientHello } from '../support/hello.ts';
import { ANSWER, PacketFlows, RemoteEnd } from '../support/packet-flows.ts';

const FREE = clientHello('free.test');
const BLOCKED = clientHello('www.blocked.test');
const RETRY = Buffer.from(
  '160303003a020000360303cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c00130100000e002b00020304003300020017',
  'hex',
);

const DECODED = (bytes: Buffer | undefined): { flags: number; data: Buffer } => {
  const reader = new PacketReader(bytes ?? Buffer.alloc(0));
  if (!reader.read(0, bytes?.length ?? 0)) throw new Error('no packet');
  return { flags: reader.flags, data: Buffer.from(reader.bytes.subarray(reader.payload, reader.end)) };
};

test.each(['fast', 'confirm'] as const)(
  'a free hello passes byte for byte, and then nothing comes any more: %s',
  (verdict) => {
    const flows = new PacketFlows({ verdict });
    const end = new RemoteEnd();
    flows.client(end, 0, FREE);
    expect(end.delivered).toEqual(FREE);
    flows.server(end);
    expect(flows.verdicts.at(-1)).toBe('accept allowed');
    expect(flows.flows.pending).toBe(0);
    expect(flows.recorder).toMatchObject({
      open: 0,
      waits: 0,
      reported: ['inspected tls', 'forwarded tls', 'flow allowed'],
    });
  },
);

test('with fast, a hello in one packet leaves nothing behind', () => {
  const flows = new PacketFlows({ verdict: 'fast' });
  flows.client(new RemoteEnd(), 0, FREE);
  expect(flows.verdicts).toEqual(['accept allowed']);
  expect(flows.recorder.waited).toBe(0);
});

test.each(['fast', 'confirm'] as const)(
  'a blocked hello: a reset to the server, an alert to the client, once: %s',
  (verdict) => {
    const flows = new PacketFlows({ verdict });
    const end = new RemoteEnd();
    flows.client(end, 0, BLOCKED);
    expect(end).toMatchObject({ isReset: true, delivered: Buffer.alloc(0) });
    expect(flows.verdicts).toEqual(['replace blocked']);
    expect(DECODED(flows.sent[0])).toEqual({ flags: 0x19, data: Buffer.from('15030300020231', 'hex') });
    end.mark = 0x4001_0000; // a retransmission that was queued before the verdict
    flows.client(end, 0, BLOCKED);
    expect(flows.recorder.reported).toEqual(['inspected tls', 'blocked tls by 1', 'flow blocked', 'dropped repeated']);
  },
);

test('a retransmission that races with the verdict is let through and not counted', () => {
  const flows = new PacketFlows({ verdict: 'fast' });
  const end = new RemoteEnd();
  flows.client(end, 0, FREE);
  end.mark = 0x4001_0000;
  flows.client(end, 0, FREE);
  expect(flows.verdicts).toEqual(['accept allowed', 'accept allowed']);
  expect(flows.recorder.reported).toEqual(['inspected tls', 'forwarded tls', 'flow allowed']);
});

test.each<{ why: string; steps: (flows: PacketFlows, end: RemoteEnd) => void; reported: string }>([
  {
    why: 'a byte of the name comes twice',
    steps: (flows, end) => {
      flows.client(end, 100, FREE.subarray(100, 300));
      flows.client(end, 100, Buffer.alloc(200, 1));
    },
    reported: 'flow ambiguous',
  },
  {
    why: 'another hello in the place of the released one',
    steps: (flows, end) => {
      flows.client(end, 0, FREE);
      flows.client(end, 0, BLOCKED);
    },
    reported: 'flow ambiguous',
  },
  {
    why: 'a second hello after the server asked for one',
    steps: (flows, end) => {
      flows.client(end, 0, FREE);
      flows.server(end, RETRY);
      flows.client(end, FREE.length, BLOCKED);
    },
    reported: 'flow blocked',
  },
  {
    why: 'a hello that never ends',
    steps: (flows, end) => {
      flows.client(end, 0, BLOCKED.subarray(0, 80));
      flows.later(10_001);
    },
    reported: 'flow expired',
  },
  {
    why: 'more pieces than are kept',
    steps: (flows, end) => {
      for (let at = 0; at <= 16; at += 1) flows.client(end, at, BLOCKED.subarray(at, at + 1));
    },
    reported: 'flow refused',
  },
  {
    why: 'a hello that is larger than is kept',
    steps: (flows, end) => {
      const large = Buffer.concat([Buffer.from('160301f000010f0000', 'hex'), Buffer.alloc(16_384)]);
      for (let at = 0; at < 16_384; at += 1448) flows.client(end, at, large.subarray(at, Math.min(at + 1448, 16_384)));
    },
    reported: 'flow refused',
  },
])('$why: the flow ends', ({ steps, reported }) => {
  const flows = new PacketFlows();
  const end = new RemoteEnd();
  steps(flows, end);
  expect(flows.recorder.reported).toContain(reported);
  expect(flows).toMatchObject({ held: 0, recorder: { open: 0, waits: 0 } });
  expect(end.delivered.includes('blocked')).toBe(false);
  expect(end.isReset).toBe(true);
});

test('after a request to retry, a second hello for the same name passes, and is the same attempt', () => {
  const flows = new PacketFlows();
  const end = new RemoteEnd();
  flows.client(end, 0, FREE);
  flows.server(end, RETRY);
  flows.client(end, FREE.length, FREE);
  expect(end.delivered).toEqual(Buffer.concat([FREE, FREE]));
  flows.server(end, ANSWER, { sequence: 5000 + RETRY.length });
  expect(flows.recorder.reported).toEqual(['inspected tls', 'forwarded tls', 'flow allowed']);
});

test.each<{ why: string; steps: (flows: PacketFlows, end: RemoteEnd) => void; reported: readonly string[] }>([
  {
    why: 'a server that speaks first',
    steps: (flows, end) => flows.server(end),
    reported: [],
  },
  {
    why: 'a protocol that is none of TLS, once the server has answered it',
    steps: (flows, end) => {
      flows.client(end, 0, Buffer.from('SSH-2.0-x\r\n'));
      flows.server(end, Buffer.from('SSH'));
    },
    reported: ['inspected other', 'forwarded other', 'unseen protocol-unknown', 'flow allowed'],
  },
  {
    why: 'the rest of a flow that began without the rules',
    steps: (flows, end) => {
      end.mark = 0x4000_0000;
      flows.client(end, 90_000, Buffer.from('170303', 'hex'));
    },
    reported: ['flow midstream'],
  },
])('$why: it passes', ({ steps, reported }) => {
  const flows = new PacketFlows();
  const end = new RemoteEnd();
  steps(flows, end);
  expect(flows.recorder.reported).toEqual(reported);
  expect(flows.held).toBe(0);
});

test('a server that goes on with a flow that the kernel had forgotten is let through for good', () => {
  const flows = new PacketFlows();
  const end = new RemoteEnd();
  end.mark = 0x4000_0000;
  flows.server(end);
  expect(flows.verdicts).toEqual(['accept allowed']);
});

test('a hello in the middle of a flow that the kernel had forgotten is judged all the same', () => {
  const flows = new PacketFlows();
  const end = new RemoteEnd();
  end.mark = 0x4000_0000;
  flows.client(end, 0, BLOCKED.subarray(0, 70));
  flows.client(end, 70, BLOCKED.subarray(70));
  expect(flows.recorder.reported).toContain('flow blocked');
});

test('a drain gives back what is held, so that it is sent again to the next process', () => {
  const flows = new PacketFlows();
  flows.client(new RemoteEnd(), 0, FREE.subarray(0, 90));
  flows.flows.drain();
  expect(flows).toMatchObject({ held: 0, verdicts: ['drop'], recorder: { open: 0, waits: 0, reported: [] } });
});

test.each(['fast', 'confirm'] as const)(
  'flows from seeds: nothing of a blocked hello arrives, a free one as it was sent: %s',
  (verdict) => {
    const outcomes = { blocked: 0, free: 0, odd: 0 };
    for (let seed = 0; seed < 600; seed += 1) outcomes[flowFrom(seed, verdict)] += 1;
    expect(Math.min(...Object.values(outcomes))).toBeGreaterThan(50);
  },
);

/** One flow, cut, shuffled and repeated; `odd`: with decoys in it, which a free flow need not survive. */
function flowFrom(seed: number, verdict: 'fast' | 'confirm'): 'blocked' | 'free' | 'odd' {
  const random = new Random(0).restart(16, seed);
  const isBlocked = random.chance(0.5);
  const hello = isBlocked ? BLOCKED : FREE;
  const lies = random.chance(0.3);
  const six = random.chance(0.5);
  const flows = new PacketFlows({ verdict });
  const end = new RemoteEnd();
  for (let round = 0; round < 4; round += 1) {
    for (const { from, to } of piecesOf(hello.length, random)) {
      const data = Buffer.from(hello.subarray(from, to));
      if (lies && random.chance(0.1)) data[random.below(data.length)] = random.below(256);
      flows.client(end, from, data, { six });
    }
    flows.server(end, ANSWER, { six });
    flows.later(300);
  }
  flows.later(20_000);
  expect(flows).toMatchObject({ held: 0, recorder: { open: 0, waits: 0 } });
  // Anything of the decoys may arrive except a blocked hello.
  const arrived = lies ? !isBlockedHello(end.delivered) : end.delivered.equals(isBlocked ? Buffer.alloc(0) : FREE);
  expect(arrived).toBe(true);
  if (lies) return 'odd';
  return isBlocked ? 'blocked' : 'free';
}

/** What the server would make of it. */
function isBlockedHello(bytes: Buffer): boolean {
  const records = new RecordReader(DEFAULT_LIMITS);
  if (records.read(bytes, 0, bytes.length) !== WHOLE) return false;
  const { name, nameLength } = records.hello;
  return Buffer.from(name).toString('latin1', 0, nameLength).toLowerCase().endsWith('.blocked.test');
}

/** Up to ten pieces that cover `length` bytes, some overlapping others, some twice, in any order. */
function piecesOf(length: number, random: Random): { from: number; to: number }[] {
  const cuts = [0, length, ...Array.from({ length: random.below(6) }, () => random.below(length))].toSorted(
    (a, b) => a - b,
  );
  const pieces = cuts.slice(1).flatMap((to, i) => {
    const from = Math.max(0, (cuts[i] as number) - (random.chance(0.2) ? random.below(50) : 0));
    const piece = { from, to };
    if (from === to) return [];
    return random.chance(0.15) ? [piece, piece] : [piece];
  });
  return pieces.toSorted(() => (random.chance(0.5) ? 1 : -1));
}
