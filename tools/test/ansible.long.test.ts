/** The Ansible role, run by a real Ansible on a clean Debian with its own systemd: from nothing to a filter, and then without a change. */
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { LONG_TEST } from '@netvakt/testing';
import { Booted, type Typed } from './support/booted.ts';
import { builtRelease, packageIn } from './support/built.ts';
import { DebianRoot } from './support/debian-root.ts';
import { testWith } from './support/missing.ts';

const ANSIBLE = fileURLToPath(new URL('../../deploy/ansible/', import.meta.url));
const NEEDS = { programs: ['debootstrap', 'dpkg-deb', 'ip'], root: true };
/** Ansible runs on the machine itself. The rest is what the role would fetch from an archive, which this network does not reach. */
const DEBIAN = [
  'ansible-core',
  'python3-apt',
  'systemd',
  'dbus',
  'nftables',
  'iproute2',
  'procps',
  'ca-certificates',
  'libatomic1',
  'curl',
];
const folder = mkdtempSync(join(tmpdir(), 'netvakt-ansible-'));
let root: DebianRoot | undefined;
let system: Booted | undefined;

const SECRET = '5e'.repeat(32);
const EXTRA = { ansible_become: false, netvakt_package: '/root/netvakt.deb', vault_netvakt_store: SECRET };

/** Runs site.yml as it is written, with what no example can know. */
async function play(extra: object = {}): Promise<Typed & { readonly changed: number; readonly failed: number }> {
  const variables = JSON.stringify({ ...EXTRA, ...extra });
  writeFileSync(join(root?.path ?? '', 'root/extra.json'), variables);
  const words =
    'ansible-playbook --inventory localhost, --connection local --extra-vars @/root/extra.json /root/ansible/site.yml';
  const typed = await here().type(`ANSIBLE_NOCOLOR=1 ${words}`);
  const [, changed = 'none', failed = 'none'] =
    /^localhost +: ok=\d+ +changed=(\d+) +unreachable=0 +failed=(\d+) /mu.exec(typed.shown) ?? [];
  if (changed === 'none') throw new Error(`${typed.shown}${typed.errors}`);
  return { ...typed, changed: Number(changed), failed: Number(failed) };
}

function here(): Booted {
  if (system === undefined) throw new Error('Nothing is booted');
  return system;
}

const statusOf = (url: string): string =>
  here().run(`curl -s -o /dev/null -w '%{http_code}' -x http://127.0.0.1:3128 ${url}`);

beforeAll(async () => {
  const file = packageIn(await builtRelease());
  root = await DebianRoot.unpack(join(folder, 'root'));
  root.run('apt-get', 'install', '-qy', '--no-install-recommends', ...DEBIAN);
  copyFileSync(file, join(root.path, 'root/netvakt.deb'));
  cpSync(ANSIBLE, join(root.path, 'root/ansible'), { recursive: true });
  system = await Booted.start(root);
  // The interface of subscribers that site.yml names.
  root.outside('ip', 'link', 'add', 'eth1', 'type', 'veth', 'peer', 'name', 'far1');
  root.outside('ip', 'link', 'set', 'eth1', 'up');
}, LONG_TEST);

afterAll(async () => {
  await system?.close();
  await root?.close();
  rmSync(folder, { recursive: true, force: true });
}, LONG_TEST);

testWith(NEEDS, 'from nothing to a filter in one run, and nothing to change in the next', async () => {
  const first = await play();
  expect({ failed: first.failed, said: first.shown }).toMatchObject({ failed: 0 });
  expect(first.changed).toBeGreaterThan(5);
  expect(`${first.shown}${first.errors}`).not.toContain(SECRET);
  expect(statusOf('http://blocked.test/')).toBe('451');
  expect(here().run('netvaktctl export nft --check >/dev/null && echo led')).toBe('led\n');
  expect(
    here().run(
      'stat -c %a:%U /etc/credstore/netvakt.store; systemctl is-enabled netvakt; dpkg --get-selections netvakt',
    ),
  ).toMatch(/^600:root\nenabled\nnetvakt\s+hold\n$/u);
  const second = await play();
  expect({ changed: second.changed, failed: second.failed, said: second.shown }).toMatchObject({
    changed: 0,
    failed: 0,
  });
});

testWith(NEEDS, 'rules that somebody has taken away are put back, and nothing else', async () => {
  here().run('nft flush ruleset');
  const again = await play();
  expect({ failed: again.failed, said: again.shown }).toMatchObject({ failed: 0 });
  expect(again.changed).toBeLessThanOrEqual(1);
  expect(here().run('netvaktctl export nft --check >/dev/null && echo led')).toBe('led\n');
});

testWith(NEEDS, 'a configuration that the program refuses does not replace the one in force', async () => {
  const path = join(root?.path ?? '', 'etc/netvakt/netvakt.yaml');
  const before = readFileSync(path, 'utf8');
  const { failed, shown } = await play({ netvakt_config: { operator: { name: 'x' } } });
  expect(failed).toBe(1);
  expect(shown).toContain('failed to validate');
  expect(readFileSync(path, 'utf8')).toBe(before);
  expect(statusOf('http://blocked.test/')).toBe('451');
});
