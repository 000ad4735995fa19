import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { describeInNamespaces } from '../../../proxy/test/netns/support/available.ts';
import { inNamespace } from '../../../proxy/test/netns/support/program.ts';
import { CLIENT, FAMILIES, FILTER, ORIGIN } from '../../../proxy/test/netns/support/world.ts';
import { Scene } from './support/scene.ts';

const NAMES = fileURLToPath(new URL('./programs/names.ts', import.meta.url));
const TPROXY = `
    - { mode: tproxy, address: 127.0.0.1, port: 8080, source: preserve }
    - { mode: tproxy, address: "::1", port: 8080, source: preserve }`;
const WILDCARD = '[{ mode: tproxy, address: "::", port: 8080 }]';
const REDIRECT = '[{ mode: redirect, address: "::", port: 8081 }]';
const interception = (more: string): string => `interception: { subscribers: [subscribers], ${more} }\n`;

describeInNamespaces('netvakt export nft', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.create();
    await scene.web();
  });
  afterEach(() => scene.stopFilters());
  afterAll(() => scene.dispose());

  test.each([
    { why: 'TPROXY, the source preserved', listen: TPROXY, seen: CLIENT },
    { why: 'TPROXY to a listener on all addresses', listen: WILDCARD, seen: FILTER },
    { why: 'REDIRECT', listen: REDIRECT, seen: FILTER },
  ])('what it puts in force filters, and lets all pass once it is taken away: $why', async ({ listen, seen }) => {
    const file = await scene.configuration({ listen, root: interception('bypass: [192.0.2.0/24]') });
    const words = (...more: string[]): string[] => ['export', 'nft', '--config', file, ...more];
    expect(await scene.command(words('--check'))).toMatchObject({ code: 1 });
    // Twice: what is there already is no obstacle, and nothing doubles.
    for (const _ of [1, 2]) expect(await scene.command(words('--apply'))).toMatchObject({ code: 0 });
    expect(await scene.command(words('--check'))).toMatchObject({ code: 0 });
    await scene.filter({ listen, root: interception('bypass: [192.0.2.0/24]') });
    for (const { v } of FAMILIES) {
      expect(scene.visit('http://blocked.test/', v).status).toBe('451');
      expect(JSON.parse(scene.visit('http://free.test/', v).body)).toMatchObject({ seen: seen[v] });
      // The listener's own port on other machines is theirs: nobody listens there, and this is reported.
      expect(scene.visit(`http://${v === 0 ? ORIGIN[0] : `[${ORIGIN[1]}]`}:8080/`, v).exit).toBe('7');
    }
    expect(await scene.command(words('--remove'))).toMatchObject({ code: 0 });
    expect(await scene.command(words('--remove'))).toMatchObject({ code: 0 });
    for (const { v } of FAMILIES) expect(scene.visit('http://blocked.test/', v).status).toBe('200');
    expect(scene.world.filter.run(['ip', 'rule', 'show'])).not.toContain('fwmark');
  });

  test.each([
    {
      why: 'a rule that somebody added',
      fault: 'nft add rule inet netvakt intercept tcp dport 81 accept',
      part: 'ruleset',
    },
    {
      why: 'a set that somebody changed',
      fault: 'nft add element inet netvakt bypass4 { 203.0.113.0/24 }',
      part: 'ruleset',
    },
    { why: 'a lost rule of policy routing', fault: 'ip -6 rule del fwmark 1/1 lookup 100', part: 'rule' },
    { why: 'a lost route', fault: 'ip route flush table 100', part: 'route' },
  ])('--check finds $why', async ({ fault, part }) => {
    const file = await scene.configuration({ listen: TPROXY, root: interception('quic: pass') });
    const words = ['export', 'nft', '--config', file];
    expect(await scene.command([...words, '--apply'])).toMatchObject({ code: 0 });
    scene.world.filter.run(['sh', '-ec', fault]);
    const { code, stdout } = await scene.command([...words, '--check', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ inForce: false, differences: [{ part }] });
    await scene.command([...words, '--remove']);
  });

  test.each([
    { quic: 'reject', came: 0 },
    { quic: 'drop', came: 0 },
    { quic: 'pass', came: 1 },
  ])('quic: $quic; $came packet of UDP comes to the origin', async ({ quic, came }) => {
    const file = await scene.configuration({ listen: TPROXY, root: interception(`quic: ${quic}`) });
    await scene.command(['export', 'nft', '--config', file, '--apply']);
    scene.world.origin.rules(`table inet quic {
  counter came { }
  chain input { type filter hook input priority 0; udp dport 443 counter name came; }
}`);
    scene.world.client.run(['bash', '-c', `echo x > /dev/udp/${ORIGIN[0]}/443`]);
    const seen = (): number => {
      const listed = scene.world.origin.run(['nft', 'list', 'counter', 'inet', 'quic', 'came']);
      return Number(/packets (\d+)/.exec(listed)?.[1]);
    };
    await until('what passes has come', () => seen() >= came);
    expect(seen()).toBe(came);
    await scene.command(['export', 'nft', '--config', file, '--remove']);
  });
});

describeInNamespaces('netvakt export, stage 1', () => {
  let scene: Scene;
  let names: ChildProcess;
  const more = 'allow: [203.0.113.0/24, "2001:db8:2::/48"], never: [203.0.113.128/25], free_growth: 2';
  const root = interception(`reach: suspects, suspects: { resolvers: [127.0.0.1], timeout_seconds: 60, ${more} }`);

  const serveNames = async (zone: Readonly<Record<string, readonly string[]>>): Promise<void> => {
    if (names !== undefined) {
      const closed = once(names, 'close');
      names.stdin?.end();
      await closed;
    }
    const [command, ...rest] = inNamespace(scene.world.filter.namespace, [
      process.execPath,
      NAMES,
      JSON.stringify(zone),
    ]);
    names = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(names.stdout as NodeJS.ReadableStream, 'data');
  };

  beforeAll(async () => {
    scene = await Scene.create();
    await scene.web();
  });
  afterEach(() => scene.stopFilters());
  afterAll(async () => {
    names?.stdin?.end();
    await scene.dispose();
  });

  test('only addresses of listed names are led to the filter, and others take their place without a new ruleset', async () => {
    await serveNames({ 'n500.test': ['203.0.113.77'] });
    const file = await scene.configuration({ listen: TPROXY, root });
    const apply = (...words: string[]): ReturnType<Scene['command']> =>
      scene.command(['export', 'nft', '--config', file, '--apply', '--json', ...words]);
    expect(await apply()).toMatchObject({ code: 0, stderr: expect.stringContaining('"addresses":1') });
    await scene.filter({ listen: TPROXY, root });
    // The origin's address is no suspect: nothing there is looked at, not even what is listed.
    expect(scene.visit('http://blocked.test/', 0).status).toBe('200');

    await serveNames({
      'n500.test': ['203.0.113.77'],
      'blocked.test': [ORIGIN[0], ORIGIN[1], '203.0.113.200', '10.1.2.3', '127.0.0.1'],
    });
    const waiting = await apply('--suspects');
    expect(JSON.parse(waiting.stderr.split('\n')[0] ?? '')).toMatchObject({
      addresses: 1,
      leftOut: { never: 1, 'internal-or-reserved': 2, 'not-yet-stable': 2 },
    });
    expect(scene.visit('http://blocked.test/', 0).status).toBe('200');
    expect(await apply('--suspects')).toMatchObject({ code: 0, stderr: expect.stringContaining('"added":2') });
    for (const { v } of FAMILIES) expect(scene.visit('http://blocked.test/', v).status).toBe('451');
    expect(await scene.command(['export', 'nft', '--config', file, '--check'])).toMatchObject({ code: 0 });
    // What is on disk holds addresses and no name; only its owner may read it.
    const state = join(dirname(file), 'suspects.json');
    expect(await readFile(state, 'utf8')).not.toMatch(/test/);
    expect((await stat(state)).mode & 0o777).toBe(0o600);
  });

  test('a connection that stands when its address becomes a suspect goes on', async () => {
    await serveNames({ 'blocked.test': ['203.0.113.77'] });
    const wide = root.replace('free_growth: 2', 'free_growth: 2, stable_runs: 1');
    const file = await scene.configuration({ listen: TPROXY, root: wide });
    const run = (...words: string[]): ReturnType<Scene['command']> =>
      scene.command(['export', 'nft', '--config', file, '--apply', ...words]);
    await run();
    await scene.filter({ listen: TPROXY, root: wide });
    const readOn = await scene.download(0);
    await serveNames({ 'blocked.test': [ORIGIN[0]] });
    expect(await run('--suspects')).toMatchObject({ code: 0 });
    expect(await readOn()).toBe('whole');
  });

  test('a name that suddenly leads to many addresses changes nothing', async () => {
    const file = await scene.configuration({
      listen: TPROXY,
      root: root.replace('free_growth: 2', 'free_growth: 2, stable_runs: 1'),
    });
    const run = (): ReturnType<Scene['command']> => scene.command(['export', 'bird', '--config', file]);
    await serveNames({ 'blocked.test': ['203.0.113.10'] });
    expect(await run()).toMatchObject({ code: 0 });
    await serveNames({ 'blocked.test': Array.from({ length: 8 }, (_, i) => `203.0.113.${20 + i}`) });
    const state = join(dirname(file), 'suspects.json');
    const before = await readFile(state, 'utf8');
    const refused = await run();
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('8 suspect addresses are new, and 2 are borne in one run');
    expect(await readFile(state, 'utf8')).toBe(before);
  });

  test('BIRD takes what is exported for it', async () => {
    await serveNames({ 'blocked.test': [...ORIGIN] });
    const file = await scene.configuration({ listen: TPROXY, root });
    const path = join(dirname(file), 'bird.conf');
    const { code, stderr } = await scene.command(['export', 'bird', '--config', file, '--output', path]);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('2 entries; checked by bird') });
    const text = await readFile(path, 'utf8');
    for (const route of [`${ORIGIN[0]}/32`, `${ORIGIN[1]}/128`]) expect(text).toContain(`route ${route} blackhole;`);
    await writeFile(path, `router id 192.0.2.1;\n${text}`);
    expect(spawnSync('bird', ['-p', '-c', path], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  test('commands that no speaker took are told again, and no suspects replace no file', async () => {
    await serveNames({ 'blocked.test': [...ORIGIN] });
    const file = await scene.configuration({ listen: TPROXY, root });
    const output = join(dirname(file), 'commands');
    const run = (...words: string[]): ReturnType<Scene['command']> =>
      scene.command(['export', 'gobgp', '--config', file, '--output', output, ...words]);
    expect(await run('--reload', 'exit 4')).toMatchObject({ code: 1 });
    expect(await readdir(dirname(file))).not.toContain('suspects.json.gobgp');
    expect(await run('--reload', 'test -s "$1"')).toMatchObject({ code: 0 });
    expect(await readdir(dirname(file))).toContain('suspects.json.gobgp');
    const ruleset = join(dirname(file), 'ruleset');
    const nft = (...words: string[]): ReturnType<Scene['command']> =>
      scene.command(['export', 'nft', '--config', file, '--output', ruleset, ...words]);
    expect(await nft()).toMatchObject({ code: 0, stderr: expect.stringContaining('2 entries; checked by nft') });
    const before = await readFile(ruleset, 'utf8');

    await serveNames({});
    const empty = await scene.configuration({ listen: TPROXY, root });
    const words = ['export', 'nft', '--config', empty, '--output', ruleset];
    expect(await scene.command(words)).toMatchObject({ code: 1, stdout: '' });
    expect(await readFile(ruleset, 'utf8')).toBe(before);
  });
});
