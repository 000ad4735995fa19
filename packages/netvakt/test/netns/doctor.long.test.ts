import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { describeInNamespaces } from '../../../proxy/test/netns/support/available.ts';
import type { MachineFinding } from '../../src/doctor/finding.ts';
import { Scene } from './support/scene.ts';

const TPROXY = `
    - { mode: tproxy, address: 127.0.0.1, port: 8080 }
    - { mode: tproxy, address: "::1", port: 8080 }`;
const INTERCEPTION = 'interception: { subscribers: [subscribers] }\n';

interface Report {
  readonly faults: number;
  readonly findings: readonly MachineFinding[];
}

function stateOf({ findings }: Report, check: string): string | undefined {
  return findings.find((finding) => finding.check === check)?.state;
}

describeInNamespaces('netvakt doctor', () => {
  let scene: Scene;
  let file: string;

  const examine = async (): Promise<Report & { readonly code: number | null }> => {
    const { code, stdout } = await scene.command(['doctor', '--config', file, '--json']);
    return { code, ...(JSON.parse(stdout) as Report) };
  };
  beforeAll(async () => {
    scene = await Scene.create();
    file = await scene.configuration({ listen: TPROXY, root: INTERCEPTION });
    await scene.filter({ listen: TPROXY, root: INTERCEPTION });
  });
  beforeEach(() => scene.command(['export', 'nft', '--config', file, '--apply']));
  afterAll(() => scene.dispose());

  test('finds no fault if there is none, and leaves nothing behind', async () => {
    const before = scene.world.filter.run(['sh', '-c', 'ip -o link; nft -s list ruleset']);
    const report = await examine();
    expect(report.findings.filter(({ state }) => state === 'fault')).toEqual([]);
    expect(report.code).toBe(0);
    for (const check of [
      'lists',
      'privileges',
      'service',
      'interfaces',
      'both-families',
      'kernel',
      'rules',
      'connection',
      'path-mtu',
    ])
      expect(report.findings).toContainEqual(expect.objectContaining({ check, state: 'good' }));
    expect(scene.world.filter.run(['sh', '-c', 'ip -o link; nft -s list ruleset'])).toBe(before);
  });

  test.each([
    {
      why: 'forwarding is off',
      plant: 'sysctl -qw net.ipv4.ip_forward=0',
      mend: 'sysctl -qw net.ipv4.ip_forward=1',
      checks: ['forwarding'],
    },
    {
      why: 'reverse-path filtering is strict',
      plant: 'sysctl -qw net.ipv4.conf.subscribers.rp_filter=1',
      mend: 'sysctl -qw net.ipv4.conf.subscribers.rp_filter=0',
      checks: ['reverse-path'],
    },
    { why: 'the table is gone', plant: 'nft delete table inet netvakt', mend: 'true', checks: ['rules'] },
    {
      why: 'the rule of policy routing is gone',
      plant: 'ip rule del fwmark 1/1 lookup 100',
      mend: 'true',
      checks: ['rules', 'connection'],
    },
    {
      why: 'the firewall of the machine drops ICMP errors',
      plant: `nft -f - <<'END'
table inet firewall {
  chain input { type filter hook input priority filter; icmp type destination-unreachable drop; icmpv6 type packet-too-big drop; }
}
END`,
      mend: 'nft delete table inet firewall',
      checks: ['path-mtu'],
    },
  ])('says that $why, and what to do', async ({ plant, mend, checks }) => {
    scene.world.filter.run(['sh', '-ec', plant]);
    const report = await examine();
    scene.world.filter.run(['sh', '-ec', mend]);
    expect(report.code).toBe(1);
    for (const check of checks) expect({ check, state: stateOf(report, check) }).toEqual({ check, state: 'fault' });
    const faults = report.findings.filter(({ state }) => state === 'fault');
    expect(faults.map(({ check }) => check)).toEqual(checks);
    for (const { remedy } of faults) expect(remedy).not.toBe('');
  });

  test('an interface that is not there, and a family that nobody takes', async () => {
    const one = '[{ mode: tproxy, address: 127.0.0.1, port: 8080 }]';
    const other = await scene.configuration({
      listen: one,
      root: 'interception: { subscribers: [subscribers, eth77] }\n',
    });
    const { stdout } = await scene.command(['doctor', '--config', other, '--json']);
    const report = JSON.parse(stdout) as Report;
    expect(report.findings).toContainEqual(
      expect.objectContaining({ check: 'interfaces', state: 'fault', found: 'there is no interface eth77' }),
    );
    expect(stateOf(report, 'both-families')).toBe('fault');
  });

  // The last: it ends the filter of all.
  test('a filter that has ended is told of, and its ports are free', async () => {
    await scene.stopFilters();
    const report = await examine();
    expect([stateOf(report, 'service'), stateOf(report, 'ports'), stateOf(report, 'connection')]).toEqual([
      'warning',
      'good',
      'skipped',
    ]);
  });
});
