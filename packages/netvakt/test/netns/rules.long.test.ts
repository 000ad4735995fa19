import { spawnSync } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { describeInNamespaces } from '../../../proxy/test/netns/support/available.ts';
import { FAMILIES } from '../../../proxy/test/netns/support/world.ts';
import type { RulesStatus } from '../../src/export/nft/status.ts';
import { folderWith } from '../support/process.ts';
import { Scene } from './support/scene.ts';

const LISTEN = `
    - { mode: tproxy, address: 127.0.0.1, port: 8080, source: preserve }
    - { mode: tproxy, address: "::1", port: 8080, source: preserve }`;
/** So that the only one who asks is the canary through the rules. */
const NO_PROBE = 'probe: { interval_seconds: 0 }\n';

describeInNamespaces('rules that are kept in force', () => {
  let scene: Scene;
  let state: string;
  let root: string;
  let file: string;

  beforeAll(async () => {
    scene = await Scene.create();
    await scene.web();
  });
  afterEach(async () => {
    await nft('--remove');
    await scene.stopFilters();
  });
  afterAll(() => scene.dispose());

  const configure = async (more: string): Promise<void> => {
    state = await folderWith({});
    root = `${NO_PROBE}interception: { subscribers: [subscribers], state_folder: ${state}, ${more} }\n`;
    file = await scene.configuration({ listen: LISTEN, root });
  };
  const nft = (...words: string[]): ReturnType<Scene['command']> =>
    scene.command(['export', 'nft', '--config', file, ...words]);
  const status = async (): Promise<RulesStatus> =>
    JSON.parse(await readFile(join(state, readdirSync(state)[0] ?? '', 'status.json'), 'utf8')) as RulesStatus;
  const shell = (line: string): string => scene.world.filter.run(['sh', '-ec', line]);
  const route = (): string => shell('curl -s http://127.0.0.1:9464/-/route');
  const untilRoute = (text: string): Promise<void> => until(text, () => route().includes(text), route);

  test.each([
    { why: 'the whole ruleset', fault: 'nft flush ruleset', part: 'ruleset' },
    { why: 'the rules of a chain', fault: 'nft flush chain inet netvakt intercept', part: 'ruleset' },
    {
      why: 'an interface of subscribers',
      fault: `nft delete element inet netvakt subscribers '{ "subscribers" }'`,
      part: 'ruleset',
    },
    { why: 'a whole set of interfaces', fault: 'nft flush set inet netvakt subscribers', part: 'ruleset' },
    { why: 'a port', fault: 'nft delete element inet netvakt ports { 80 }', part: 'ruleset' },
    { why: 'a rule of policy routing', fault: 'ip -6 rule del fwmark 1/1 lookup 100', part: 'rule' },
    { why: 'a route', fault: 'ip route flush table 100', part: 'route' },
  ] as const)('$why that was lost is put back, with a line for the log and a count', async ({ fault, part }) => {
    await configure('canary: false');
    expect(await nft('--apply')).toMatchObject({ code: 0 });
    await scene.filter({ listen: LISTEN, root });
    // Nothing lost is nothing written.
    expect(await nft('--restore')).toMatchObject({ code: 0, stdout: '', stderr: '' });
    shell(fault);
    const { code, stderr } = await nft('--restore');
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^Lost: [^]*Put back: all/u) });
    expect(await nft('--check')).toMatchObject({ code: 0 });
    expect((await status()).restored).toEqual({ ruleset: 0, rule: 0, route: 0, [part]: 1 });
    for (const { v } of FAMILIES) expect(scene.visit('http://blocked.test/', v).status).toBe('451');
    expect(scene.metric(`netvakt_intercepted_connections_total{family="ipv6"}`)).toBe(1);
  });

  test('as after a reboot, a filter without rules wants no traffic, and says why until they are in force', async () => {
    await configure('canary: false');
    const filter = await scene.filter({ listen: LISTEN, root });
    expect(route()).toBe('{"route":false,"reasons":["rules-missing"]}\n');
    await filter.logged('the rules that lead connections here are not in force');
    // What has found nothing in force yet puts the configuration in force: the timer alone is enough.
    expect(await nft('--restore')).toMatchObject({ code: 0 });
    await untilRoute('true');
    expect(scene.metric('netvakt_rules_in_force{family="ipv4"}')).toBe(1);
    await nft('--remove');
    await untilRoute('rules-missing');
    expect(scene.metric('netvakt_rules_in_force{family="ipv4"}')).toBe(0);
    expect(scene.metric('netvakt_rules_wanted{family="ipv4"}')).toBe(1);
  });

  test('a record that nobody renews stops counting', async () => {
    await configure('canary: false');
    await nft('--apply');
    await nft('--restore');
    await scene.filter({ listen: LISTEN, root });
    expect(route()).toContain('true');
    const path = join(state, readdirSync(state)[0] ?? '', 'status.json');
    await writeFile(path, JSON.stringify({ ...(await status()), validFor: 0 }));
    await untilRoute('rules-missing');
  });

  test('rules of the operator’s own are not looked for', async () => {
    await configure('rules: own');
    await scene.filter({ listen: LISTEN, root });
    expect(route()).toContain('true');
    expect(scene.metric('netvakt_rules_wanted{family="ipv4"}')).toBe(0);
  });

  test('what is lost comes back as it was applied, not as the file says meanwhile', async () => {
    await configure('canary: false');
    await nft('--apply');
    await writeFile(file, (await readFile(file, 'utf8')).replace('canary: false', 'canary: false, ports: [80]'));
    shell('nft flush ruleset');
    await nft('--restore');
    expect(shell('nft list set inet netvakt ports')).toContain('80, 443');
    expect(await nft('--check')).toMatchObject({ code: 1 });
  });

  test('an element that somebody added to a set in an emergency stays', async () => {
    await configure('canary: false');
    await nft('--apply');
    shell('nft add element inet netvakt bypass4 { 203.0.113.0/24 }');
    expect(await nft('--restore')).toMatchObject({ code: 0, stderr: '' });
    expect(shell('nft list set inet netvakt bypass4')).toContain('203.0.113.0/24');
  });

  test('what an apply put in force is taken away, too, if it was ended before it could record it', async () => {
    await configure('canary: false');
    await nft('--apply');
    const record = join(state, readdirSync(state)[0] ?? '', 'plan.json');
    const before = await readFile(record);
    await writeFile(file, (await readFile(file, 'utf8')).replace('canary: false', 'canary: false, table: other'));
    await nft('--apply');
    await writeFile(record, before);
    expect(await nft('--remove')).toMatchObject({ code: 0 });
    expect(shell('nft list tables; ip rule show; ip -6 rule show')).not.toMatch(/netvakt|other|fwmark/u);
  });

  test.each([
    { why: 'has no listener for them any more', listen: '[{ mode: explicit, address: 127.0.0.1, port: 3128 }]' },
    { why: 'now has another mode, not applied yet', listen: '[{ mode: redirect, address: "::", port: 8080 }]' },
  ])('rules in force are taken away, and nothing is left, if the configuration $why', async ({ listen }) => {
    await configure('canary: false');
    await nft('--apply');
    const applied = file;
    file = await scene.configuration({ listen, root });
    const { code } = await nft('--remove');
    file = applied;
    expect(code).toBe(0);
    expect(shell('nft list tables; ip rule show; ip -6 rule show')).not.toMatch(/netvakt|fwmark/u);
  });

  test('what was taken away by hand stays away, until it is applied', async () => {
    await configure('canary: true');
    await nft('--apply');
    await scene.filter({ listen: LISTEN, root });
    expect(await nft('--restore')).toMatchObject({ code: 0 });
    await untilRoute('true');
    expect(await nft('--remove')).toMatchObject({ code: 0 });
    for (const _ of [1, 2]) {
      const { code, stdout, stderr } = await nft('--restore');
      expect({ code, stdout, stderr }).toEqual({
        code: 0,
        stdout: '',
        stderr: expect.stringMatching(/^Left away: .*--apply.*\n$/u),
      });
    }
    expect(JSON.parse((await nft('--restore', '--json')).stdout)).toMatchObject({ takenAway: true });
    expect(shell('nft list tables; ip rule show; ip link')).not.toMatch(/inet netvakt|fwmark|nv-canary/u);
    await untilRoute('rules-missing');
    expect(scene.metric('netvakt_rules_in_force{family="ipv4"}')).toBe(0);
    for (const { v } of FAMILIES) expect(scene.visit('http://blocked.test/', v).status).toBe('200');
    expect(await nft('--apply')).toMatchObject({ code: 0 });
    expect(await nft('--restore')).toMatchObject({ code: 0, stderr: '' });
    await untilRoute('true');
    expect(scene.visit('http://blocked.test/', 1).status).toBe('451');
  });

  test('a register of exemptions that cannot be read stops no rules: nobody is exempt, and somebody is told', async () => {
    const folder = await folderWith({ 'exemptions.jsonl': 'canary-of-the-test\n' });
    await configure('canary: false');
    root += `exemptions: { folder: ${folder} }\n`;
    file = await scene.configuration({ listen: LISTEN, root });
    // As after a reboot, with the service and with the timer alone.
    for (const how of ['--apply', '--restore']) {
      const { code, stderr } = await nft(how);
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('NOBODY IS EXEMPT') });
      expect(stderr).not.toContain('canary-of-the-test');
      expect(await nft('--check')).toMatchObject({ code: 0 });
      await nft('--remove');
      await rm(state, { recursive: true });
    }
    // What is written for later is another matter.
    expect(await nft()).toMatchObject({ code: 1, stdout: '' });
  });

  test('names that canaries of deleted namespaces have left are taken away, and no others', async () => {
    await configure('canary: true');
    // No namespace has the inode 1; this process is in the other one.
    const own = /\d+/u.exec(readlinkSync('/proc/self/ns/net'))?.[0] ?? '';
    const [dead, alive] = [
      ['netvakt-origin-1', 'netvakt-subscriber-1'],
      [`netvakt-origin-${own}`, 'netvakt-origin-x'],
    ];
    try {
      for (const name of [...dead, ...alive]) spawnSync('ip', ['netns', 'add', name]);
      await nft('--restore');
      const names = readdirSync('/run/netns');
      expect(names).toEqual(expect.arrayContaining(alive));
      for (const name of dead) expect(names).not.toContain(name);
    } finally {
      for (const name of [...dead, ...alive]) spawnSync('ip', ['netns', 'delete', name]);
    }
  });

  test('an element of the plan comes back, and what somebody added beside it stays', async () => {
    await configure('canary: false, bypass: [203.0.113.0/25, "2001:db8:5::/48"]');
    await nft('--apply');
    shell('nft add element inet netvakt bypass4 { 203.0.113.128/25, 198.51.100.7 }');
    // Merged with what was there: all of the plan is in it.
    expect(await nft('--restore')).toMatchObject({ code: 0, stderr: '' });
    shell('nft flush set inet netvakt bypass4; nft flush set inet netvakt bypass6');
    shell('nft add element inet netvakt bypass4 { 198.51.100.7 }');
    const { code, stderr } = await nft('--restore');
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('set bypass4 lacks 1 of 1') });
    expect(stderr).not.toContain('203.0.113');
    expect(shell('nft list set inet netvakt bypass4')).toMatch(/198\.51\.100\.7, 203\.0\.113\.0\/25/u);
    expect(shell('nft list set inet netvakt bypass6')).toContain('2001:db8:5::/48');
  });

  test('a canary asks through the rules in both families, and nothing of it is counted as blocked', async () => {
    await configure('canary: true');
    await nft('--apply');
    await scene.filter({ listen: LISTEN, root });
    // What the rules have counted of a round is read in the next. In the first, on a new cable, packets may be sent again.
    for (const _ of [1, 2]) expect(await nft('--restore')).toMatchObject({ code: 0, stderr: '' });
    const first = (await status()).counted.opened;
    expect(await nft('--restore')).toMatchObject({ code: 0, stderr: '' });
    const { canary, counted } = await status();
    for (const family of ['ipv4', 'ipv6'] as const) {
      expect(canary[family]).toMatchObject({ blocked: { success: true }, free: { success: true } });
      expect(counted.opened[family].packets - first[family].packets).toBe(2);
      expect(counted.taken[family].packets).toBeGreaterThan(4);
      const series = `{family="${family}",request="blocked"}`;
      await until('the metric', () => scene.metric(`netvakt_rules_canary_success${series}`) === 1);
    }
    expect(scene.metric('netvakt_probe_requests_total{market="se",protocol="http"}')).toBe(6);
    expect(scene.metric('netvakt_verdicts_total{market="se",protocol="http",verdict="block"}')).toBe(0);
    // A rule that lets all pass is not lost, it is one too many: only who asks can tell.
    shell('nft insert rule inet netvakt intercept accept');
    const { code, stderr } = await nft('--restore');
    expect(code).toBe(1);
    expect(stderr).toContain('Canary: ipv4: the blocked host was let pass to the origin');
    expect(stderr).toContain('Canary: ipv6: the blocked host was let pass to the origin');
    expect((await status()).canary.ipv6?.blocked).toMatchObject({ attempts: 4, failures: 1, success: false });
    // One failure may be a busy moment; three in a row are no accident.
    expect((await status()).inForce).toEqual({ ipv4: true, ipv6: true });
    for (const _ of [2, 3]) expect(await nft('--restore')).toMatchObject({ code: 1 });
    expect((await status()).inForce).toEqual({ ipv4: false, ipv6: false });
    await untilRoute('rules-missing');
    shell(
      'nft delete rule inet netvakt intercept handle $(nft -a list chain inet netvakt intercept | sed -n "s/^\\t*accept # handle //p")',
    );
    expect(await nft('--restore')).toMatchObject({ code: 0 });
    await untilRoute('true');
  });

  test('rules count what they do, by family, and a new table begins where the last one ended', async () => {
    await configure('canary: false, bypass: [203.0.113.2]');
    await nft('--apply');
    await scene.filter({ listen: LISTEN, root });
    for (const { v } of FAMILIES) scene.visit('http://free.test/', v);
    await nft('--restore');
    const first = (await status()).counted;
    expect(first.bypassed.ipv4.packets).toBeGreaterThan(3);
    expect(first.opened).toMatchObject({ ipv4: { packets: 0 }, ipv6: { packets: 1 } });
    await nft('--apply');
    scene.visit('http://free.test/', 1);
    await nft('--restore');
    expect((await status()).counted.opened.ipv6.packets).toBe(2);
  });
});
