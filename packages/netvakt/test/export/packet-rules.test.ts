import { expect, test } from '@jest/globals';
import { packetLines } from '../../src/export/nft/packet.ts';
import type { InterceptionPlan } from '../../src/export/nft/plan.ts';

const PLAN: InterceptionPlan = {
  mode: 'tproxy',
  table: 'netvakt',
  subscribers: ['eth1'],
  canary: undefined,
  listenerFour: undefined,
  listenerSix: undefined,
  packet: { queue: 0, queues: 1, ports: [443], bypass: true, by: 'nft' },
  ports: [],
  reach: 'all',
  suspects: { four: [], six: [] },
  bypass: { four: [], six: [] },
  exempt: { four: [], six: [] },
  quic: 'pass',
  subscriberMtu: undefined,
  uplinkMtu: undefined,
  mark: 1,
  routingTable: 100,
  rulePriority: 100,
};

/** The rules of one chain, without comments. */
function chain(name: string): string[] {
  const lines = packetLines(PLAN).map((line) => line.trim());
  const start = lines.indexOf(`chain ${name} {`);
  return lines.slice(start + 1, lines.indexOf('}', start)).filter((line) => !line.startsWith('#'));
}

test('only what a subscriber has opened, or goes on with, becomes pending: no answer does it alone', () => {
  expect(chain('packet_opening').slice(-2)).toEqual([
    'ct mark & 0xc0 == 0x0 ct mark set 0x40',
    '@ih,0,8 >= 0 goto packet_queue',
  ]);
  expect(chain('packet_requests')).toContain('ct mark & 0xc0 == 0x0 ct state new ct mark set 0x40');
  expect(chain('packet_answers')).toEqual([
    'ct mark & 0xc0 != 0x40 return',
    'tcp flags & (syn | ack) == (syn | ack) tcp ackseq & 0x3fffffff == 0x0 drop',
    'tcp flags & (syn | ack) == (syn | ack) ct mark set tcp ackseq & 0x3fffffff | 0x40000000 accept',
    '@ih,0,8 >= 0 goto packet_queue',
  ]);
});

test('bits of the packet mark that other software has set are no verdict', () => {
  expect(chain('packet_flows').slice(0, 3)).toEqual([
    'type filter hook forward priority mangle - 1; policy accept;',
    'meta l4proto tcp meta mark & 0xc0 != 0x0 meta mark set meta mark & 0xffffff3f',
    'ct mark & 0xc0 == 0x80 accept',
  ]);
});
