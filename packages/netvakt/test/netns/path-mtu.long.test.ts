import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { WAIT } from '@netvakt/testing';
import { describeInNamespaces } from '../../../proxy/test/netns/support/available.ts';
import { FAMILIES, HOME, HOSTING, type Machine } from '../../../proxy/test/netns/support/world.ts';
import { Scene } from './support/scene.ts';

const STORE = new URL('./programs/store.ts', import.meta.url);
const LOOPBACK = (more: string): string => `
    - { mode: tproxy, address: 127.0.0.1, port: 8080, ${more} }
    - { mode: tproxy, address: "::1", port: 8080, ${more} }`;
const PRESERVED = LOOPBACK('source: preserve');
const WAYS = [
  { way: 'TPROXY, the source preserved', listen: PRESERVED },
  { way: 'TPROXY, its own source', listen: LOOPBACK('source: own') },
  {
    way: 'TPROXY to a listener on all addresses',
    listen: '[{ mode: tproxy, address: "::", port: 8080, source: preserve }]',
  },
  { way: 'REDIRECT', listen: '[{ mode: redirect, address: "::", port: 8081 }]' },
].flatMap((one) => FAMILIES.map(({ family, v }) => ({ ...one, family, v })));
const NARROW = 1300;
const UPLOAD = 1_000_000;
/** The size that a machine has learned: without it, the ways would not be narrow at all. */
const learntBy = (machine: Machine, far: string): number =>
  Number(/ mtu (\d+)/u.exec(machine.run(['ip', 'route', 'get', far]))?.[1] ?? 0);
/** A router that does not report what it drops. */
const SILENT = `table inet silent {
  chain output { type filter hook output priority filter; icmp type destination-unreachable drop; icmpv6 type packet-too-big drop; }
}`;

/**
 * Two links that are narrower than what either end knows of. What is downloaded meets the first after the filter, what is
 * uploaded the second:
 *
 *   home ──1300── client's machine ── filter ── origin's machine ──1300── hosting
 */
describeInNamespaces('links that are narrower than the filter’s own', () => {
  let scene: Scene;
  let home: Machine;
  let machines: readonly Machine[];

  const curl = (v: 0 | 1, ...words: readonly string[]): string => {
    const host = v === 0 ? HOSTING[0] : `[${HOSTING[1]}]`;
    const common = [
      '-s',
      '--max-time',
      String(WAIT / 1000),
      '--resolve',
      `*:80:${host}`,
      '--resolve',
      `*:8081:${host}`,
    ];
    return home.run(['sh', '-c', 'curl "$@" || true', 'sh', ...common, ...words]);
  };
  const download = (v: 0 | 1, url: string): string =>
    curl(v, '-o', '/dev/null', '-w', '%{http_code} %{size_download}', url);
  const upload = (v: 0 | 1, url: string): string => {
    const host = v === 0 ? HOSTING[0] : `[${HOSTING[1]}]`;
    const common = `curl -s --max-time ${WAIT / 1000} --resolve '*:80:${host}' --resolve '*:8081:${host}'`;
    return home.run(['sh', '-c', `head -c ${UPLOAD} /dev/zero | ${common} -H Expect: --data-binary @- ${url} || true`]);
  };
  const start = async (listen: string, more = ''): Promise<void> => {
    const root = `interception: { subscribers: [subscribers]${more} }\n`;
    const file = await scene.configuration({ listen, root });
    expect(await scene.command(['export', 'nft', '--config', file, '--apply'])).toMatchObject({ code: 0 });
    expect(await scene.command(['export', 'nft', '--config', file, '--check'])).toMatchObject({ code: 0 });
    await scene.filter({ listen, root });
  };
  const expectAllToCome = (v: 0 | 1): void => {
    expect(download(v, 'http://free.test/')).toBe('200 3000000');
    expect(curl(v, '-w', '%{http_code}', 'http://blocked.test/')).toMatch(/<html[^]*<\/html>\s*451$/u);
    expect(upload(v, 'http://free.test/')).toBe(String(UPLOAD));
  };
  const errorsBrought = (): number => {
    const listed = scene.world.filter.run(['nft', 'list', 'counters', 'table', 'inet', 'netvakt']);
    const counts = [...listed.matchAll(/counter icmp_errors[46] \{\s+packets (\d+)/gu)];
    return counts.reduce((sum, [, count]) => sum + Number(count), 0);
  };

  beforeAll(async () => {
    scene = await Scene.create();
    const { world } = scene;
    home = world.behind('client', NARROW);
    const hosting = world.behind('origin', NARROW);
    machines = [home, world.client, world.filter, world.origin, hosting];
    await hosting.start(STORE, null).next();
  });
  // What a machine has learnt of a path outlives the connection that it learnt it by.
  beforeEach(() => {
    for (const machine of machines) machine.run(['sh', '-c', 'ip route flush cache; ip -6 route flush cache']);
  });
  afterEach(async () => {
    await scene.stopFilters();
    for (const machine of [scene.world.client, scene.world.filter, scene.world.origin]) machine.rules('');
  });
  afterAll(() => scene.dispose());

  test.each(WAYS)('downloads, block pages and uploads come whole: $way, $family', async ({ listen, v }) => {
    await start(listen);
    expectAllToCome(v);
    expect([HOME[v], HOSTING[v]].map((far) => learntBy(scene.world.filter, far))).toEqual([NARROW, NARROW]);
  });

  test.each(FAMILIES)('errors about what is not intercepted are forwarded ($family)', async ({ v }) => {
    await start(PRESERVED, `, bypass: ["${HOSTING[v]}"]`);
    for (const port of [80, 8081]) {
      expect(download(v, `http://free.test:${port}/`)).toBe('200 3000000');
      expect(upload(v, `http://free.test:${port}/`)).toBe(String(UPLOAD));
    }
    expect(errorsBrought()).toBe(0);
  });

  test.each(FAMILIES)('an origin that a router cannot reach fails at once ($family)', async ({ v }) => {
    await start(PRESERVED);
    scene.world.origin.rules(`table inet unreachable {
  chain forward { type filter hook forward priority filter; tcp dport 80 reject with icmpx host-unreachable; }
}`);
    const begun = Date.now();
    expect(download(v, 'http://free.test/')).toMatch(/^000 0$/u);
    expect(Date.now() - begun).toBeLessThan(WAIT / 2);
    expect(errorsBrought()).toBeGreaterThan(0);
  });

  test.each(FAMILIES)('routers that report nothing: the MSS is clamped to the path ($family)', async ({ v }) => {
    for (const machine of [scene.world.client, scene.world.origin]) machine.rules(SILENT);
    await start(PRESERVED, `, subscriber_mtu: ${NARROW}, uplink_mtu: ${NARROW}`);
    expectAllToCome(v);
    expect(errorsBrought()).toBe(0);
  });

  test.each(FAMILIES)('routers that report nothing: TCP finds the size by itself ($family)', async ({ v }) => {
    for (const machine of [scene.world.client, scene.world.origin]) machine.rules(SILENT);
    scene.world.filter.run(['sysctl', '-qw', 'net.ipv4.tcp_mtu_probing=1']);
    await start(PRESERVED);
    expectAllToCome(v);
    scene.world.filter.run(['sysctl', '-qw', 'net.ipv4.tcp_mtu_probing=0']);
  });
});
