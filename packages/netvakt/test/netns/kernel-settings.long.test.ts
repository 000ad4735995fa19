import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { WAIT } from '@netvakt/testing';
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
  'net.ipv4.tcp_tw_reuse=2',
];
const RANGE = 'net.ipv4.ip_local_port_range';
const LISTEN = `
    - { mode: tproxy, address: 127.0.0.1, port: 8080, source: preserve }
    - { mode: tproxy, address: "::1", port: 8080, source: preserve }`;
const DATAGRAMS = 40;
const PORTS = 5;
/** In milliseconds: where no answer comes. TIME_WAIT is 60 s, and all of a test has to happen in it. */
const UNANSWERED = 3000;

/** Asks for a listed page from the same ports each time, at once; prints the statuses. The end comes from the other side. */
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
Promise.all(Array.from({ length: Number(count) }, (_, i) => ask(20000 + i))).then((outcomes) => process.stdout.write(outcomes.join(' ')));`;

/** Six times five free pages, each on a connection that the client ends first; prints the statuses. A port is used again after a second. */
const ASK_IN_TURNS = `
const { connect } = require('node:net');
const [, host] = process.argv;
const ask = () => new Promise((resolve) => {
  const socket = connect({ host, port: 80 }, () => socket.write('GET / HTTP/1.1\\r\\nHost: free.test\\r\\n\\r\\n'));
  let status = 'nothing';
  socket.on('data', (bytes) => { if (status === 'nothing') status = String(bytes).slice(9, 12); socket.end(); });
  socket.on('error', ({ code }) => resolve(code)).on('close', () => resolve(status));
});
(async () => {
  for (let turn = 0; turn < 6; turn += 1) {
    if (turn > 0) await new Promise((resolve) => setTimeout(resolve, 1500));
    process.stdout.write((await Promise.all(Array.from({ length: 5 }, ask))).join(' ') + ' ');
  }
})();`;

const all = (outcome: string): string => Array.from({ length: PORTS }, () => outcome).join(' ');

describeInNamespaces('kernel settings that are shipped', () => {
  let scene: Scene;
  let file: string;

  const asked = (v: 0 | 1, patience = WAIT): string =>
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
    const readOn = await scene.download(0);
    expect(scene.metric('netvakt_connections_active{mode="tproxy"}')).toBeGreaterThan(0);
    const root = 'interception: { subscribers: [subscribers], bypass: ["0.0.0.0/0", "::/0"] }\n';
    const bypassing = await scene.configuration({ listen: LISTEN, root });
    expect(await scene.command(['export', 'nft', '--config', bypassing, '--apply'])).toMatchObject({ code: 0 });
    expect(asked(0)).toBe(all('200'));
    expect(await readOn()).toBe('whole');
  });

  test('with the kernel’s own settings it does not: doctor and --remove warn of it', async () => {
    await scene.filter({ listen: LISTEN });
    expect(await finding('early-demux')).toMatchObject({ state: 'warning' });
    expect(asked(0)).toBe(all('451'));
    expect(await exported('--remove')).toMatchObject({ code: 0, stderr: expect.stringContaining('tcp_early_demux=0') });
    expect(asked(0, UNANSWERED)).toBe(all('timeout'));
  });

  test('more connections to one origin than there are ports: with the kernel’s own setting some fail, doctor warns; as shipped none does', async () => {
    const range = scene.world.filter.run(['sysctl', '-n', RANGE]).trim();
    scene.world.filter.run(['sysctl', '-qw', `${RANGE}=40000 40019`]);
    try {
      await scene.filter({ listen: LISTEN });
      const answers = (): string[] =>
        scene.world.client.run([process.execPath, '-e', ASK_IN_TURNS, ORIGIN[0]]).trim().split(' ');
      expect(await finding('time-wait')).toMatchObject({ state: 'warning' });
      expect(new Set(answers()).size).toBeGreaterThan(1);
      shipped();
      await setTimeout(3000);
      expect(answers()).toEqual(Array.from({ length: 30 }, () => '200'));
      expect(await finding('time-wait')).toMatchObject({ state: 'good' });
    } finally {
      scene.world.filter.run(['sysctl', '-qw', `${RANGE}=${range}`]);
    }
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
