import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { describeInNamespaces } from '../../../proxy/test/netns/support/available.ts';
import { FAMILIES, ORIGIN } from '../../../proxy/test/netns/support/world.ts';
import type { MachineFinding } from '../../src/doctor/finding.ts';
import { Scene } from './support/scene.ts';

const SHIPPED = fileURLToPath(new URL('../../../../deploy/sysctl/netvakt.conf', import.meta.url));
/** What Linux begins with, of what is shipped otherwise. */
const KERNELS_OWN = [
  'net.ipv4.tcp_early_demux=1',
  'net.ipv4.icmp_ratelimit=1000',
  'net.ipv6.icmp.ratelimit=1000',
  'net.ipv4.icmp_msgs_per_sec=1000',
  'net.ipv4.icmp_msgs_burst=50',
];
const LISTEN = `
    - { mode: tproxy, address: 127.0.0.1, port: 8080, source: preserve }
    - { mode: tproxy, address: "::1", port: 8080, source: preserve }`;
const DATAGRAMS = 40;
const PORTS = 5;
/** In milliseconds: for an answer that must come. TIME_WAIT is 60 s. */
const PATIENCE = 20_000;

/** Asks for a listed page from the same ports each time, one after the other; prints the statuses. The end comes from the other side. */
const ASK = `
const { connect } = require('node:net');
const [, host, count, patience] = process.argv;
const ask = (localPort) => new Promise((resolve) => {
  const socket = connect({ host, port: 80, localPort });
  let answer = '';
  const timer = setTimeout(() => { resolve('timeout'); socket.destroy(); }, Number(patience));
  socket.on('connect', () => socket.write('GET / HTTP/1.1\\r\\nHost: blocked.test\\r\\nConnection: close\\r\\n\\r\\n'));
  socket.on('data', (bytes) => (answer += bytes));
  socket.on('error', ({ code }) => { clearTimeout(timer); resolve(code); });
  socket.on('end', () => { clearTimeout(timer); resolve(answer.slice(9, 12)); });
});
(async () => {
  const outcomes = [];
  for (let i = 0; i < Number(count); i += 1) outcomes.push(await ask(20000 + i));
  process.stdout.write(outcomes.join(' '));
})();`;

const all = (outcome: string): string => Array.from({ length: PORTS }, () => outcome).join(' ');

describeInNamespaces('kernel settings that are shipped', () => {
  let scene: Scene;
  let file: string;

  const asked = (v: 0 | 1, patience = PATIENCE): string =>
    scene.world.client.run([process.execPath, '-e', ASK, ORIGIN[v], String(PORTS), String(patience)]);
  const exported = (...words: string[]): ReturnType<Scene['command']> =>
    scene.command(['export', 'nft', ...words, '--config', file]);
  const packetsOf = (name: 'quic' | 'quic_answers', v: 0 | 1): number => {
    const counter = `${name}${v === 0 ? 4 : 6}`;
    const listed = scene.world.filter.run(['nft', 'list', 'counter', 'inet', 'netvakt', counter]);
    return Number(/packets (\d+)/u.exec(listed)?.[1]);
  };
  const shipped = (): void => void scene.world.filter.run(['sysctl', '-eqp', SHIPPED]);
  const sendQuic = (v: 0 | 1): void => {
    const send = `for i in $(seq ${DATAGRAMS}); do echo x > /dev/udp/${ORIGIN[v]}/443; done`;
    scene.world.client.run(['bash', '-c', send]);
  };
  const finding = async (check: string): Promise<MachineFinding | undefined> => {
    const { stdout } = await scene.command(['doctor', '--config', file, '--json']);
    const { findings } = JSON.parse(stdout) as { readonly findings: readonly MachineFinding[] };
    return findings.find((one) => one.check === check);
  };

  beforeAll(async () => {
    scene = await Scene.create();
    await scene.web();
    file = await scene.configuration({ listen: LISTEN, root: 'interception: { subscribers: [subscribers] }\n' });
  });
  beforeEach(async () => {
    scene.world.filter.run(['sysctl', '-eqw', ...KERNELS_OWN]);
    await exported('--apply');
  });
  afterEach(() => scene.stopFilters());
  afterAll(() => scene.dispose());

  test.each(FAMILIES)('a port that was intercepted gets an answer once the rules are gone ($family)', async ({ v }) => {
    shipped();
    await scene.filter({ listen: LISTEN });
    expect(asked(v)).toBe(all('451'));
    const { stderr } = await exported('--remove');
    expect(stderr).not.toContain('Warning');
    expect(asked(v)).toBe(all('200'));
  });

  test('with every destination bypassed, what the filter has goes on and what is new passes, also from the same port', async () => {
    shipped();
    await scene.filter({ listen: LISTEN });
    expect(asked(0)).toBe(all('451'));
    const slow = ['--limit-rate', '4M', '-o', '/dev/null', '-w', '%{http_code} %{size_download}'];
    const download = scene.curlLater(0, [...slow, 'http://free.test/large']);
    await until('the download is under way', () => scene.metric('netvakt_connections_active{mode="tproxy"}') > 0);
    const root = 'interception: { subscribers: [subscribers], bypass: ["0.0.0.0/0", "::/0"] }\n';
    const bypassing = await scene.configuration({ listen: LISTEN, root });
    expect(await scene.command(['export', 'nft', '--config', bypassing, '--apply'])).toMatchObject({ code: 0 });
    expect(asked(0)).toBe(all('200'));
    expect(await download).toBe(`200 ${16 * 1024 * 1024}`);
  });

  test('with the kernel’s own settings it does not: doctor and --remove warn of it', async () => {
    await scene.filter({ listen: LISTEN });
    expect(asked(0)).toBe(all('451'));
    expect(await finding('early-demux')).toMatchObject({ state: 'warning' });
    expect(await exported('--remove')).toMatchObject({ code: 0, stderr: expect.stringContaining('tcp_early_demux=0') });
    expect(asked(0, 3000)).toBe(all('timeout'));
  });

  test.each(FAMILIES)('every datagram of QUIC is refused ($family)', async ({ v }) => {
    shipped();
    expect(await exported('--apply')).toMatchObject({
      stderr: expect.stringContaining('QUIC (UDP to port 443) is refused'),
    });
    sendQuic(v);
    expect([packetsOf('quic', v), packetsOf('quic_answers', v)]).toEqual([DATAGRAMS, DATAGRAMS]);
    expect(await finding('quic')).toMatchObject({ state: 'good' });
  });

  test('with the kernel’s own settings few are: the ruleset counts both, and doctor warns of it', async () => {
    for (let turn = 0; turn < 3; turn += 1) sendQuic(0);
    expect(packetsOf('quic', 0)).toBe(3 * DATAGRAMS);
    expect(packetsOf('quic_answers', 0)).toBeLessThan(DATAGRAMS);
    expect(await finding('quic')).toMatchObject({
      state: 'warning',
      found: expect.stringMatching(/ of 120 datagrams were answered/u),
    });
  });

  test.each(FAMILIES)('interception.quic: drop answers none ($family)', async ({ v }) => {
    const root = 'interception: { subscribers: [subscribers], quic: drop }\n';
    const dropping = ['export', 'nft', '--config', await scene.configuration({ listen: LISTEN, root })];
    expect(await scene.command([...dropping, '--apply'])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('is dropped'),
    });
    scene.world.client.rules(`table inet answers {
  counter came { }
  chain input { type filter hook input priority 0; meta l4proto { icmp, icmpv6 } counter name came; }
}`);
    sendQuic(v);
    expect(packetsOf('quic', v)).toBe(DATAGRAMS);
    expect(scene.world.client.run(['nft', 'list', 'counter', 'inet', 'answers', 'came'])).toContain('packets 0');
    expect(await scene.command([...dropping, '--check'])).toMatchObject({ code: 0 });
  });
});
