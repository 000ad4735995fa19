import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { TEST, until } from '@netvakt/testing';
import { describeInNamespaces } from '../../../proxy/test/netns/support/available.ts';
import { CLIENT, FAMILIES, ORIGIN } from '../../../proxy/test/netns/support/world.ts';
import type { MachineFinding } from '../../src/doctor/finding.ts';
import { Scene } from './support/scene.ts';

const LISTEN = `
    - { mode: tproxy, address: 127.0.0.1, port: 8080, source: preserve }
    - { mode: tproxy, address: "::1", port: 8080, source: preserve }`;
const interception = (subscribers: string, more = ''): string =>
  `interception: { subscribers: ${subscribers}${more} }\n`;
/** Somebody's rule for what comes from subscribers, and the way that it leads. */
const TAKES_ALL = (priority: number): string =>
  ['-4', '-6']
    .map(
      (flag, v) => `
ip ${flag} rule add iif subscribers lookup 77 pref ${priority}
ip ${flag} route replace default via ${ORIGIN[v] ?? ''} table 77`,
    )
    .join('\n');

describeInNamespaces('a filter on a machine that routes in its own ways', () => {
  let scene: Scene;

  const start = async (root: string): Promise<string> => {
    const file = await scene.configuration({ listen: LISTEN, root });
    expect(await scene.command(['export', 'nft', '--config', file, '--apply'])).toMatchObject({ code: 0 });
    expect(await scene.command(['export', 'nft', '--config', file, '--check'])).toMatchObject({ code: 0 });
    await scene.filter({ listen: LISTEN, root });
    return file;
  };
  const findingsOf = async (file: string, check: string): Promise<readonly MachineFinding[]> => {
    const { stdout } = await scene.command(['doctor', '--config', file, '--json']);
    const { findings } = JSON.parse(stdout) as { readonly findings: readonly MachineFinding[] };
    return findings.filter((one) => one.check === check);
  };

  beforeAll(async () => {
    scene = await Scene.create();
    await scene.web();
  });
  afterEach(async () => {
    await scene.stopFilters();
    scene.world.filter.rules('');
  });
  afterAll(() => scene.dispose());

  test('the rule for interfaces of somebody else comes after the filter’s', async () => {
    scene.world.filter.run(['sh', '-ec', TAKES_ALL(200)]);
    const file = await start(interception('[subscribers]'));
    for (const { v } of FAMILIES) {
      expect(scene.visit('http://blocked.test/', v).status).toBe('451');
      expect(scene.visit('http://free.test/', v).status).toBe('200');
    }
    expect(await findingsOf(file, 'policy-routing')).toMatchObject([{ state: 'good' }]);
    scene.world.filter.run(['sh', '-ec', TAKES_ALL(200).replaceAll('rule add', 'rule del')]);
  });

  test('doctor finds one that comes before it, and marks that come back', async () => {
    scene.world.filter.run(['sh', '-ec', TAKES_ALL(90)]);
    scene.world.filter.run(['sysctl', '-qw', 'net.ipv4.tcp_fwmark_accept=1']);
    const found = await findingsOf(await start(interception('[subscribers]')), 'policy-routing');
    scene.world.filter.run(['sysctl', '-qw', 'net.ipv4.tcp_fwmark_accept=0']);
    scene.world.filter.run(['sh', '-ec', TAKES_ALL(90).replaceAll('rule add', 'rule del')]);
    expect(found).toMatchObject([
      { state: 'fault', found: expect.stringContaining('net.ipv4.tcp_fwmark_accept') },
      { state: 'fault', found: expect.stringContaining('1 of 1 interfaces (IPv4)') },
      { state: 'fault', found: expect.stringContaining('1 of 1 interfaces (IPv6)') },
    ]);
  });

  test.each(FAMILIES)('doctor finds that origins’ answers take another way ($family)', async ({ v }) => {
    const file = await start(interception('[subscribers]'));
    expect(await findingsOf(file, 'asymmetric-paths')).toMatchObject([{ state: 'good' }]);
    scene.world.origin.run(['ip', 'route', 'add', 'blackhole', `${CLIENT[v]}/${v === 0 ? 32 : 128}`]);
    const host = v === 0 ? ORIGIN[0] : `[${ORIGIN[1]}]`;
    const visits = Array.from({ length: 8 }, () =>
      scene.curlLater(v, ['--max-time', `${TEST / 1000}`, `http://${host}/`]),
    );
    const repeated = (): number =>
      scene.world.filter.run(['ss', '-Htno', 'state', 'syn-sent']).match(/timer:\(on,[^,]*,[1-9]/gu)?.length ?? 0;
    await until('the filter asks origins again', () => repeated() >= 8);
    const [finding] = await findingsOf(file, 'asymmetric-paths');
    scene.world.origin.run(['ip', 'route', 'del', 'blackhole', `${CLIENT[v]}/${v === 0 ? 32 : 128}`]);
    expect(finding).toMatchObject({ state: 'fault', found: expect.stringMatching(/^8 connections to origins/u) });
    expect(JSON.stringify(finding)).not.toContain(CLIENT[v]);
    await scene.stopFilters();
    await Promise.all(visits);
  });

  test('doctor finds that answers to subscribers leave elsewhere', async () => {
    const file = await start(interception('[subscribers]'));
    const readOn = await scene.download(0);
    scene.world.filter.run([
      'sh',
      '-ec',
      `ip link add elsewhere type veth peer name nowhere; ip link set elsewhere up; ip link set nowhere up`,
    ]);
    scene.world.filter.run(['ip', 'route', 'add', `${CLIENT[0]}/32`, 'dev', 'elsewhere']);
    const [finding] = await findingsOf(file, 'asymmetric-paths');
    scene.world.filter.run(['ip', 'link', 'delete', 'elsewhere']);
    expect(finding).toMatchObject({ state: 'warning', found: expect.stringContaining('1 of 1 subscribers') });
    await scene.stopFilters();
    await readOn();
  });

  // The last: a link loses its IPv6 addresses with its name.
  test('a pattern stands for interfaces that come later', async () => {
    await start(interception('["ppp*", wan7]'));
    expect(scene.visit('http://blocked.test/', 0).status).toBe('200');
    for (const words of ['subscribers down', 'subscribers name ppp17', 'ppp17 up'])
      scene.world.filter.run(['ip', 'link', 'set', ...words.split(' ')]);
    expect(scene.visit('http://blocked.test/', 0).status).toBe('451');
  });
});
