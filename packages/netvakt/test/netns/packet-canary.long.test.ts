/** The canary through the rules of mode packet: what TLS of subscribers meets, by the way that it takes. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { describeInNamespaces } from '../../../proxy/test/netns/support/available.ts';
import type { MachineFinding } from '../../src/doctor/finding.ts';
import type { RulesStatus } from '../../src/export/nft/status.ts';
import { folderWith } from '../support/process.ts';
import { Scene } from './support/scene.ts';

const PACKET = '{ mode: packet }';
const CLEAR = '{ mode: tproxy, address: "::", port: 8080, source: preserve }';

describeInNamespaces('the canary through the rules of packets', () => {
  let scene: Scene;
  let state: string;
  let file: string;

  beforeAll(async () => {
    scene = await Scene.create();
  });
  afterEach(async () => {
    await nft('--remove');
    await scene.stopFilters();
  });
  afterAll(() => scene.dispose());

  /** A filter that listens so, and its rules. */
  const begin = async (listen: string, proxy = ''): Promise<void> => {
    state = await folderWith({});
    const root = `probe: { interval_seconds: 0 }\ninterception: { subscribers: [subscribers], state_folder: ${state} }\n`;
    file = await scene.configuration({ listen, proxy, root });
    await scene.filter({ listen, proxy, root });
    expect(await nft('--apply')).toMatchObject({ code: 0 });
  };
  const nft = (...words: string[]): ReturnType<Scene['command']> =>
    scene.command(['export', 'nft', '--config', file, ...words]);
  const status = async (): Promise<RulesStatus> =>
    JSON.parse(await readFile(join(state, readdirSync(state)[0] ?? '', 'status.json'), 'utf8')) as RulesStatus;
  const shell = (line: string): string => scene.world.filter.run(['sh', '-ec', line]);

  test('asks in clear by the listener and over TLS by the queue, uncounted; and finds that TLS passes', async () => {
    await begin(`[${PACKET}, ${CLEAR}]`);
    expect(await nft('--restore')).toMatchObject({ code: 0, stderr: '' });
    const { canary, queues } = await status();
    for (const family of ['ipv4', 'ipv6'] as const) {
      expect(Object.keys(canary[family] ?? {})).toEqual(['blocked', 'free', 'blocked-tls', 'free-tls']);
      expect(Object.values(canary[family] ?? {}).every(({ success }) => success)).toBe(true);
      const series = `netvakt_rules_canary_success{family="${family}",request="blocked-tls"}`;
      await until('the metric', () => scene.metric(series) === 1);
    }
    expect(queues).toEqual({ waiting: expect.any(Number), full: 0, unsent: 0 });
    expect(scene.metric('netvakt_probe_requests_total{market="se",protocol="tls"}')).toBe(2);
    expect(scene.metric('netvakt_verdicts_total{protocol="tls",verdict="block"}')).toBe(0);
    expect(scene.metric('netvakt_packets_queued_total')).toBeGreaterThan(3);
    expect(scene.metric('netvakt_packet_verdict_seconds_count')).toBeGreaterThan(3);
    const { stdout } = await scene.command(['doctor', '--config', file, '--json']);
    const { findings } = JSON.parse(stdout) as { readonly findings: readonly MachineFinding[] };
    expect(findings.filter((one) => one.state === 'fault')).toEqual([]);
    for (const check of ['privileges', 'connection-tracking', 'kernel', 'queues', 'rules', 'connection'])
      expect(findings).toContainEqual(expect.objectContaining({ check, state: 'good' }));
    // A rule that lets all pass is not lost, it is one too many: only who asks can tell.
    shell('nft insert rule inet netvakt packet_flows accept');
    const { code, stderr } = await nft('--restore');
    expect(code).toBe(1);
    expect(stderr).toContain('Canary: ipv4: the blocked host was let pass to the origin over TLS');
    expect(stderr).not.toContain('let pass to the origin\n');
    expect((await status()).canary.ipv6?.['blocked-tls']).toMatchObject({ attempts: 2, failures: 1, success: false });
  });

  test('without a listener for HTTP it asks over TLS alone; a reset is a block too, and a filter that is gone lets it pass', async () => {
    await begin(`[${PACKET}]`, '  tls_block: reset\n');
    expect(await nft('--restore')).toMatchObject({ code: 0, stderr: '' });
    const { canary } = await status();
    expect(Object.keys(canary.ipv6 ?? {})).toEqual(['blocked-tls', 'free-tls']);
    await scene.stopFilters();
    expect((await nft('--restore')).stderr).toContain('the blocked host was let pass to the origin over TLS');
  });
});
