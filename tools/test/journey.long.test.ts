/**
 * An engineer's day: every command of the tutorial and of the operating guide, from installation to upgrade. They are typed as written
 * on a clean Debian with its own systemd, between a subscriber and the web. What each prints is compared with what the page shows.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { LONG_TEST, until } from '@netvakt/testing';
import { agrees, stopsOf } from '../tour.ts';
import { builtRelease, packageIn } from './support/built.ts';
import { DebianRoot } from './support/debian-root.ts';
import { Inline } from './support/inline.ts';
import { testWith } from './support/missing.ts';
import { nextVersion } from './support/next-version.ts';

const PAGES = fileURLToPath(new URL('../../docs/', import.meta.url));
const NEEDS = { programs: ['debootstrap', 'dpkg-deb', 'ip', 'curl'], root: true };
/** What the guide's machine has before: Debian's own packages. The machine itself reaches no archive. */
const DEBIAN = [
  'systemd',
  'dbus',
  'nftables',
  'iproute2',
  'procps',
  'curl',
  'ca-certificates',
  'libatomic1',
  'prometheus',
];
const folder = mkdtempSync(join(tmpdir(), 'netvakt-journey-'));
let root: DebianRoot | undefined;
let inline: Inline | undefined;
let file = '';
let failed = '';

/** The machine between subscriber and web. */
function machine(): Inline {
  if (inline === undefined) throw new Error('Nothing is booted');
  return inline;
}

function put(packageFile: string): void {
  const home = join(root?.path ?? '', 'root');
  rmSync(join(home, 'netvakt_new.deb'), { force: true });
  copyFileSync(packageFile, join(home, 'netvakt_new.deb'));
}

/** A step of the day. After one that failed the next ones fail at once: they depend on it. */
function step(name: string, run: () => Promise<void>): void {
  testWith(NEEDS, name, async () => {
    if (failed !== '') throw new Error(`Not tried: "${failed}" failed`);
    failed = name;
    await run();
    failed = '';
  });
}

/**
 * Types what `page` shows, or only what it shows before or after `heading`. The subscribers' interface of this machine has another
 * name than the guide's.
 */
async function follow(page: string, part?: 'before' | 'after', heading = ''): Promise<void> {
  const stops = stopsOf(partOf(readFileSync(join(PAGES, page), 'utf8'), part, heading));
  expect(stops.length).toBeGreaterThan(3);
  for (const { command, expected } of stops) {
    const { shown, errors } = await machine().system.type(command.replaceAll('eth1', 'subscribers'));
    if (!agrees(expected, shown))
      throw new Error(
        `${page}: $ ${command}\n--- the page shows\n${expected.join('\n')}\n--- it prints\n${shown}\n--- errors\n${errors}`,
      );
  }
}

function partOf(page: string, part: 'before' | 'after' | undefined, heading: string): string {
  const at = page.indexOf(`\n${heading}\n`);
  if (part !== undefined && at < 0) throw new Error(`There is no heading "${heading}"`);
  if (part === undefined) return page;
  return part === 'before' ? page.slice(0, at) : page.slice(at);
}

beforeAll(async () => {
  file = packageIn(await builtRelease());
  root = await DebianRoot.unpack(join(folder, 'root'));
  root.run('apt-get', 'install', '-qy', '--no-install-recommends', ...DEBIAN);
  inline = await Inline.boot(root);
}, LONG_TEST);

afterAll(async () => {
  await inline?.close();
  await root?.close();
  rmSync(folder, { recursive: true, force: true });
}, LONG_TEST);

step('the tutorial: inline in ten minutes, and back again', async () => {
  put(file);
  await follow('tutorial/inline.md', 'before', '## 5. See that it counts');
  await machine().serve();
  expect(machine().statuses('http://blocked.test/')).toEqual(['451', '451']);
  expect(machine().statuses('http://free.test/')).toEqual(['200', '200']);
  await follow('tutorial/inline.md', 'after', '## 5. See that it counts');
  expect(machine().statuses('http://blocked.test/')).toEqual(['200', '200']);
  await machine().stopServing();
  expect(await machine().system.type('command -v netvakt; ls /etc/netvakt /var/lib/netvakt 2>/dev/null')).toEqual({
    shown: '',
    errors: '',
  });
});

step('install: the demonstration filters, doctor finds no fault', async () => {
  put(file);
  await follow('operating/install.md');
});

step('transparent mode: subscribers get the block page over both families', async () => {
  await machine().serve();
  expect(machine().statuses('http://blocked.test/')).toEqual(['200', '200']);
  await follow('operating/transparent.md');
  expect(machine().statuses('http://blocked.test/')).toEqual(['451', '451']);
  expect(machine().statuses('http://mixed.test/free')).toEqual(['200', '200']);
});

step('store commands have the secret of the service, and leave its folder to it', async () => {
  const { system } = machine();
  const { shown, errors } = await system.type('netvaktctl list status; stat -c %U /var/lib/netvakt');
  expect({ shown, errors }).toEqual({ shown: expect.stringMatching(/netvakt\n$/u), errors: '' });
  expect((await system.type('netvakt list status')).errors).toContain('netvaktctl');
});

step('doctor judges the limits of the service, whatever those of the shell are', async () => {
  const { shown } = await machine().system.type('ulimit -n 256; netvaktctl doctor; netvakt doctor');
  expect(shown.match(/descriptors +netvakt\.service may open \d{4,} files/gu)).toHaveLength(2);
});

step('monitoring: Prometheus watches it, and no critical alert fires', () => follow('operating/monitoring.md'));

step('upgrade: nobody is refused, no alert thinks that a filter is missing', async () => {
  put(nextVersion(file, folder));
  const end = machine().visit('http://blocked.test/');
  await follow('operating/upgrade.md');
  const statuses = await end();
  expect(statuses.length).toBeGreaterThan(50);
  expect(statuses.filter((status) => status !== '451')).toEqual([]);
  const { system } = machine();
  expect(system.run('curl -s http://127.0.0.1:9466/metrics')).toMatch(
    /netvakt_build_info\{[^}]*version="[^"]+\.next"/u,
  );
  const query = 'up{instance="127.0.0.1:9466"} == 1 and on (job) count by (job) (up{job="netvakt"} == 0) == 2';
  await until('a scrape after the switch', async () => (await asked(query)).length === 1);
  const scraped = Date.now();
  await until('an evaluation after that scrape', async () => (await lastEvaluation()) > scraped);
  expect(
    await asked('ALERTS{alertname=~"NetvaktDown|NetvaktAbsent|NetvaktNotReady|NetvaktFailOpen|NetvaktNotRouted"}'),
  ).toEqual([]);
});

step('after a reboot the instance runs, and its rules are there before it takes traffic', async () => {
  await machine().reboot();
  const { system } = machine();
  await until('the instance', () => system.run('systemctl is-active netvakt@b').startsWith('active'));
  expect(system.run('systemctl is-active netvakt netvakt@a')).toBe('inactive\ninactive\n');
  await until('a route', () => system.run('curl -s http://127.0.0.1:9466/-/route').includes('"route":true'));
  expect(machine().statuses('http://blocked.test/')).toEqual(['451', '451']);
});

/** The series that Prometheus answers a query with, one a line. */
async function asked(query: string): Promise<string[]> {
  const { shown } = await machine().system.type(`promtool query instant http://127.0.0.1:9090 '${query}'`);
  return shown.split('\n').filter((line) => line !== '');
}

/** When Prometheus last judged the alerts of the process, in milliseconds since 1970. */
async function lastEvaluation(): Promise<number> {
  const { shown } = await machine().system.type('curl -s http://127.0.0.1:9090/api/v1/rules');
  const { data } = JSON.parse(shown) as { data: { groups: { name: string; lastEvaluation: string }[] } };
  return Date.parse(data.groups.find(({ name }) => name === 'netvakt-process')?.lastEvaluation ?? '') || 0;
}
