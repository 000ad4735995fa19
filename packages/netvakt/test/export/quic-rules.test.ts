import { expect, test } from '@jest/globals';
import type { InterceptionPlan, PacketPlan } from '../../src/export/nft/plan.ts';
import { applyQueueRules, lostQueueRules, withQueueOfHere } from '../../src/export/nft/queue-rules.ts';
import { quicLines } from '../../src/export/nft/quic.ts';
import type { Run } from '../../src/export/nft/tools.ts';

const QUEUE: PacketPlan = { queue: 7, queues: 2, ports: [443], bypass: true, by: 'nft' };
const PLAN: InterceptionPlan = {
  mode: 'tproxy',
  table: 'netvakt',
  subscribers: ['eth1'],
  canary: undefined,
  listenerFour: { address: '127.0.0.1', port: 8080 },
  listenerSix: undefined,
  ports: [80, 443],
  reach: 'all',
  suspects: { four: [], six: [] },
  bypass: { four: [], six: [] },
  exempt: { four: [], six: [] },
  quic: 'inspect',
  quicQueue: QUEUE,
  subscriberMtu: undefined,
  uplinkMtu: undefined,
  mark: 1,
  routingTable: 100,
  rulePriority: 100,
};
const lines = (plan: Partial<InterceptionPlan>): string[] => quicLines({ ...PLAN, ...plan }).map((line) => line.trim());

test('only long headers go to the queue, and only of families that are led here', () => {
  const text = lines({});
  const rules = text.filter((line) => line.includes('udp dport 443'));
  expect(rules).toEqual(['meta nfproto ipv4 udp dport 443 @th,64,1 1 counter name quic4 goto quic_handshake']);
  expect(text).toContain('queue num 7-8 bypass');
  expect(lines({ quicQueue: { ...QUEUE, by: 'iptables' } }).join('\n')).not.toContain('queue num');
});

test('bits of the packet mark that other software has set are taken away before they could lead to the queue', () => {
  const text = lines({});
  const cleared = 'meta l4proto udp meta mark & 0xc0 != 0x0 meta mark set meta mark & 0xffffff3f';
  expect(text.indexOf(cleared)).toBe(text.indexOf('chain quic {') + 2);
  expect(lines({ quic: 'drop' })).not.toContain(cleared);
});

test('what is refused, dropped or passed meets no queue', () => {
  expect(lines({ quic: 'reject' }).join('\n')).toContain('udp dport 443 counter name quic4 reject');
  expect(lines({ quic: 'drop' })).toContain('meta nfproto ipv4 udp dport 443 counter name quic4 drop');
  expect(lines({ quic: 'pass' })).toEqual([]);
});

/** A machine on which commands succeed unless one is named; with all that were run. */
function machine(fails: (command: string) => boolean): { readonly run: Run; readonly ran: string[] } {
  const ran: string[] = [];
  const run: Run = (command, input = '') => {
    const text = command.join(' ');
    ran.push(`${text}${input.includes('NFQUEUE') ? ` < ${input.split('\n')[2]}` : ''}`);
    return { ok: !fails(`${text} ${input}`), stdout: '', stderr: '' };
  };
  return { run, ran };
}

test('if nft has no queue, iptables hands over UDP alone', () => {
  const plan = withQueueOfHere(PLAN, machine((command) => command.includes('queue num 0')).run);
  expect(plan.quicQueue?.by).toBe('iptables');
  const { run, ran } = machine((command) => command.includes(' -C '));
  applyQueueRules(plan, run);
  expect(ran.filter((command) => command.startsWith('iptables'))).toEqual([
    'iptables-restore --noflush --wait < -A netvakt -m mark --mark 0x40/0xc0 -j NFQUEUE --queue-balance 7:8 --queue-bypass',
    'iptables --wait -t mangle -C FORWARD -p tcp -j netvakt',
    'iptables --wait -t mangle -C FORWARD -p udp -j netvakt',
    'iptables --wait -t mangle -I FORWARD -p udp -j netvakt',
  ]);
  expect(lostQueueRules(plan, machine(() => true).run)).toEqual(['iptables', 'ip6tables']);
});

test('a jump that the plan does not want any more is taken away', () => {
  const plan: InterceptionPlan = { ...PLAN, quic: 'drop', quicQueue: undefined, packet: { ...QUEUE, by: 'iptables' } };
  const { run, ran } = machine(() => false);
  applyQueueRules(plan, run);
  expect(ran).toContain('iptables --wait -t mangle -D FORWARD -p udp -j netvakt');
});
