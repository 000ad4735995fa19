/** The package: made twice with the same bytes, installed on a clean Debian, started by its unit, and filtering. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { LONG_TEST, until } from '@netvakt/testing';
import { DatagramReceiver } from '../../packages/proxy/test/linux/support/datagram-receiver.ts';
import { Booted } from './support/booted.ts';
import { builtRelease, packageIn } from './support/built.ts';
import { DebianRoot } from './support/debian-root.ts';
import { Inline } from './support/inline.ts';
import { testWith } from './support/missing.ts';
import { asServiceManager, unitSettings } from './support/unit.ts';

const RELEASE = fileURLToPath(new URL('../release.ts', import.meta.url));
const NEEDS = { programs: ['debootstrap', 'dpkg-deb', 'ip', 'curl'], root: true };
/** What the rules and their canary are called in the kernel. */
const RULES = /fwmark|nv-canary|netvakt/u;
const folder = mkdtempSync(join(tmpdir(), 'netvakt-package-'));
const again = join(folder, 'again');
let root: DebianRoot | undefined;
let output = '';
let file = '';

/** The clean Debian, with what was built installed. */
function within(): DebianRoot {
  if (root === undefined) throw new Error('Nothing is installed');
  return root;
}

/** Builds, or takes what another test file has built, while the base system is unpacked. Then builds again, elsewhere. */
beforeAll(async () => {
  const [built, unpacked] = await Promise.allSettled([builtRelease(), DebianRoot.unpack(join(folder, 'root'))]);
  // Kept whatever became of the build: it has to be closed before its folder is removed.
  if (unpacked.status === 'rejected') throw unpacked.reason;
  root = unpacked.value;
  if (built.status === 'rejected') throw built.reason;
  output = built.value;
  file = packageIn(output);
  root.install(file);
  const words = ['-c', 'umask 077; exec "$0" "$@"', process.execPath, RELEASE, '--no-image', '--output', again];
  await promisify(execFile)('sh', words, { env: { ...process.env, TZ: 'Asia/Tokyo' } });
}, LONG_TEST); // packing takes one core, and minutes if others use it

afterAll(async () => {
  await root?.close();
  rmSync(folder, { recursive: true, force: true });
}, LONG_TEST);

testWith(
  NEEDS,
  'built again in another folder, umask and time zone it has the same bytes, and SHA256SUMS covers every file',
  () => {
    const sums = readFileSync(join(output, 'SHA256SUMS'), 'utf8');
    expect(readFileSync(join(again, 'SHA256SUMS'), 'utf8')).toBe(sums);
    execFileSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: output });
    const covered = sums.split('\n').map((line) => line.slice(66));
    for (const name of ['json', 'matcher', 'blocklist', 'proxy', 'metrics', 'coalition', 'selftest', 'netvakt'])
      expect(covered).toContainEqual(
        expect.stringMatching(new RegExp(`^netvakt-${name}-\\d+\\.\\d+\\.\\d+\\.tgz$`, 'u')),
      );
    expect(
      readdirSync(output)
        .filter((name) => name !== 'SHA256SUMS')
        .toSorted(),
    ).toEqual(covered.filter((name) => name !== '').toSorted());
  },
);

testWith(
  NEEDS,
  'holds what an operator looks for, owned by root, of one time, without traces of where it was built',
  () => {
    const installed = within();
    const listed = execFileSync('dpkg-deb', ['--contents', file], { encoding: 'utf8' }).trimEnd().split('\n');
    for (const path of [
      './usr/bin/netvakt',
      './usr/bin/netvaktctl',
      './usr/share/netvakt/deploy/bird/netvakt.conf',
      './usr/share/netvakt/deploy/exabgp/netvakt-routes',
      './usr/share/netvakt/deploy/grafana/overview.json',
      './usr/share/netvakt/deploy/prometheus/rules/process.yml',
      './usr/share/netvakt/deploy/router/flows.nft',
      './usr/lib/netvakt/bin/node',
      './usr/lib/systemd/system/netvakt.service',
      './usr/lib/systemd/system/netvakt@.service',
      './usr/lib/systemd/system/netvakt.socket',
      './usr/lib/systemd/system/netvakt-rules.service',
      './usr/lib/systemd/system/netvakt-rules-check.service',
      './usr/lib/systemd/system/netvakt-rules.timer',
      './usr/lib/systemd/system/netvakt-coalition.service',
      './usr/lib/sysusers.d/netvakt-coalition.conf',
      './usr/lib/tmpfiles.d/netvakt-coalition.conf',
      './usr/share/netvakt/deploy/coalition/verify-log.py',
      './etc/netvakt/netvakt.yaml',
      './usr/share/man/man1/netvakt.1.gz',
      './usr/share/bash-completion/completions/netvakt',
      './usr/share/zsh/vendor-completions/_netvakt',
      './usr/share/fish/vendor_completions.d/netvakt.fish',
      './usr/share/doc/netvakt/sbom.cdx.json.gz',
      './usr/share/doc/netvakt/copyright',
    ])
      expect(listed.some((line) => line.endsWith(` ${path}`))).toBe(true);
    expect(listed.filter((line) => !line.includes('root/root'))).toEqual([]);
    expect(listed.filter((line) => /\.(?:map|d\.ts|tsbuildinfo)$/u.test(line))).toEqual([]);
    const places = '/usr/lib/netvakt/app /usr/share/doc/netvakt';
    const dead =
      'grep -rhoE \'\\]\\((/usr/share/[^)#]+)\' /usr/share/doc/netvakt | cut -c3- | sort -u | while read -r f; do test -e "$f" || echo "$f"; done';
    expect(installed.run('sh', '-c', dead)).toBe('');
    expect(installed.run('sh', '-c', `grep -rlE netvakt-release- ${places} | grep -v node_modules || true`)).toBe('');
  },
);

testWith(NEEDS, 'ships nothing that has to be under the GPL, and says under which terms each part is', () => {
  const bill = readFileSync(join(output, 'netvakt.cdx.json'), 'utf8');
  const { components } = JSON.parse(bill) as { components: { name: string; licenses?: object[] }[] };
  expect(components.length).toBeGreaterThan(20);
  expect(components.map(({ name }) => name)).toEqual(expect.arrayContaining(['node', 'koffi', 'pino']));
  expect(components.map(({ name }) => name)).not.toContain('ubo-core');
  expect(components.filter(({ licenses }) => licenses === undefined)).toEqual([]);
});

testWith(NEEDS, 'the command answers, and knows the installed configuration and lists', () => {
  const [, version] = /_(\d+\.\d+\.\d+(?:\+git\d{8}\.[\da-f]{7})?)_/u.exec(file) ?? [];
  expect(within().run('netvakt', '--version')).toBe(`${version}\n`);
  expect(within().run('dpkg-query', '-W', '-f', '${Version}', 'netvakt')).toBe(version);
  expect(within().run('netvakt', 'config', 'check')).toContain('/etc/netvakt/netvakt.yaml');
  const verdicts = within().run('netvakt', 'check', 'http://blocked.test/', 'http://mixed.test/free');
  expect(verdicts).toMatch(/"verdict":"block"[^]*"verdict":"forward"/u);
});

testWith(
  NEEDS,
  'started as its unit says it filters, tells the service manager, feeds the watchdog, and ends in peace',
  async () => {
    const unit = unitSettings(join(within().path, 'usr/lib/systemd/system/netvakt.service'));
    mkdirSync(join(within().path, 'run/notify'), { recursive: true });
    execFileSync('chmod', ['777', join(within().path, 'run/notify')]);
    const receiver = new DatagramReceiver(join(within().path, 'run/notify/socket'));
    execFileSync('chmod', ['777', join(within().path, 'run/notify/socket')]);
    const child = within().start([...asServiceManager(unit), ...(unit.get('ExecStart') ?? '').split(' ')], {
      NOTIFY_SOCKET: '/run/notify/socket',
      WATCHDOG_USEC: '1000000',
      STATE_DIRECTORY: '/var/lib/netvakt',
    });
    let log = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (log += chunk.toString()));
    const heard = new Set<string>();
    const hears = async (state: string): Promise<void> => {
      const listen = (): boolean => {
        for (let next = receiver.next(); next !== undefined; next = receiver.next()) heard.add(next);
        return heard.has(state);
      };
      await until(state, listen, () => `only ${[...heard].join(', ')}: ${log}`);
    };
    await hears('READY=1');
    expect(statusOf(within(), 'http://blocked.test/')).toBe('451');
    expect(statusOf(within(), 'http://mixed.test/blocked/page')).toBe('451');
    expect(within().outside('curl', '-s', 'http://127.0.0.1:9464/-/ready')).toContain('"ready":true');
    const limits = readFileSync(`/proc/${String(child.pid)}/limits`, 'utf8');
    expect(limits).toMatch(/Max core file size +0 +0 /u);
    const status = readFileSync(`/proc/${String(child.pid)}/status`, 'utf8');
    expect(status).toMatch(/^NoNewPrivs:\t1$/mu);
    expect(status).toMatch(/^CapBnd:\t0+$/mu);
    heard.clear();
    await hears('WATCHDOG=1');
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await hears('STOPPING=1');
    expect(await ended).toBe(0);
    receiver.close();
  },
);

testWith(
  NEEDS,
  'under systemd itself: started, confined, reloaded, restarted by the watchdog, with its sockets and its secret',
  async () => {
    const installed = within();
    installed.run('apt-get', 'install', '-qy', '--no-install-recommends', 'systemd', 'nftables', 'iproute2');
    const system = await Booted.start(installed);
    try {
      await system.until(() => system.property('SubState') === 'running');
      expect(statusOf(installed, 'http://blocked.test/')).toBe('451');
      const confined = system.run(`cat /proc/${system.property('MainPID')}/status`);
      expect(confined).toMatch(/^NoNewPrivs:\t1$[^]*^Seccomp:\t2$/mu);
      for (const set of ['CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
        expect(confined).toMatch(new RegExp(`^${set}:\t0+$`, 'mu'));
      expect(system.run('systemctl reload netvakt && echo reloaded')).toBe('reloaded\n');
      const refuse = 'cd /etc/netvakt && cp netvakt.yaml kept && echo "unknown: 1" >>netvakt.yaml';
      expect(system.run(`${refuse} && (systemctl reload netvakt 2>&1 || echo refused)`)).toMatch(/refused\n$/u);
      expect(system.property('SubState')).toBe('running');
      expect(system.run('cd /etc/netvakt && mv kept netvakt.yaml && systemctl reload netvakt && echo again')).toBe(
        'again\n',
      );
      expect(system.run('kill -HUP "$(pidof netvakt)" && echo found')).toBe('found\n');
      system.run('kill -USR1 "$(pidof netvakt)"');
      expect(system.run('cat /proc/net/tcp /proc/net/tcp6')).not.toMatch(/:240D /u); // 9229, Node's inspector
      expect(system.property('StatusText')).toBe('Filtering: 3 rules of 2 lists, 2 of 2 workers');

      const stopped = system.property('MainPID');
      system.run(`kill -STOP ${stopped}`);
      await system.until(() => system.property('NRestarts') === '1' && system.property('SubState') === 'running');
      expect(system.property('MainPID')).not.toBe(stopped);
      expect(statusOf(installed, 'http://blocked.test/')).toBe('451');

      configureSocketsAndSecret(installed);
      system.run('systemctl stop netvakt && systemctl start netvakt.socket && systemctl start netvakt');
      await system.until(() => system.property('SubState') === 'running');
      const log = system.run('journalctl --no-pager --unit netvakt');
      expect(log).toContain('"proxy":["127.0.0.1:3128","127.0.0.1:8080","[::1]:8080"]');
      system.run('systemctl stop netvakt.socket netvakt');
      expect(system.property('Result')).toBe('success');
    } finally {
      await system.close();
    }
  },
);

function statusOf(installed: DebianRoot, url: string): string {
  const words = ['-s', '-o', '/dev/null', '-w', '%{http_code}', '-x', 'http://127.0.0.1:3128'];
  return installed.outside('curl', ...words, url);
}

/** Listeners from netvakt.socket, and a store whose secret is a credential. */
function configureSocketsAndSecret({ path }: DebianRoot): void {
  const config = join(path, 'etc/netvakt/netvakt.yaml');
  const inherited = '    - { mode: tproxy, inherited: intercepted }\n';
  const text = readFileSync(config, 'utf8').replace('port: 3128 }\n', `port: 3128 }\n${inherited}${inherited}`);
  writeFileSync(config, `${text}intake: { folder: /var/lib/netvakt, key: { credential: netvakt.store } }\n`);
  mkdirSync(join(path, 'etc/credstore'), { recursive: true, mode: 0o700 });
  writeFileSync(join(path, 'etc/credstore/netvakt.store'), `${'5e'.repeat(32)}\n`, { mode: 0o600 });
}

testWith(
  { ...NEEDS, programs: [...NEEDS.programs, 'nft'] },
  'inline between subscribers and the web: as the guide says, doctor finds no fault, the self-test passes, and down it lets pass',
  async () => {
    const inline = await Inline.start(within());
    const { system } = inline;
    try {
      inline.configure();
      inline.listenByItself();
      await system.until(() => system.property('SubState') === 'running');
      expect(system.run('netvakt export nft --apply >&2 && netvakt export nft --check >&2 && echo led')).toMatch(
        /led\n$/u,
      );
      const doctor = JSON.parse(system.run('netvakt doctor --json')) as { faults: number; findings: object[] };
      expect(doctor.findings).not.toContainEqual(expect.objectContaining({ state: 'fault' }));
      expect(doctor.faults).toBe(0);
      for (const check of ['lists', 'privileges', 'service', 'interfaces', 'both-families', 'rules', 'connection'])
        expect(doctor.findings).toContainEqual(expect.objectContaining({ check, state: 'good' }));

      expect(inline.statuses('http://blocked.test/')).toEqual(['451', '451']);
      expect(inline.statuses('http://mixed.test/free')).toEqual(['200', '200']);
      const whole = /^all +(2[3-9]\d|[3-9]\d\d)\/\1 {2}100 %/mu;
      const metrics = '--metrics http://127.0.0.1:9464/metrics';
      expect(system.run(`netvakt selftest --proxy http://127.0.0.1:3128 ${metrics}`)).toMatch(whole);
      for (const v of [0, 1] as const) expect(await inline.selfTest(v)).toMatch(whole);

      system.run('systemctl stop netvakt');
      expect(inline.statuses('http://blocked.test/')).toEqual(['200', '200']);
    } finally {
      await inline.close();
    }
  },
);

testWith(
  { ...NEEDS, programs: [...NEEDS.programs, 'nft'] },
  'rules are in force after a reboot, after nft flush ruleset and after a restart of nftables, and never against the operator',
  async () => {
    const inline = await Inline.start(within());
    const blocked = (): string => inline.statuses('http://blocked.test/').join();
    const routes = (): Promise<void> => inline.system.until(() => inline.route().includes('true'));
    try {
      inline.configure();
      inline.listenByItself();
      await inline.system.until(() => inline.route().includes('rules-missing'));
      expect(blocked()).toBe('200,200');
      inline.system.run('systemctl enable --now nftables netvakt-rules');
      await routes();
      expect(blocked()).toBe('451,451');

      await inline.reboot();
      await routes();
      expect(blocked()).toBe('451,451');

      await inline.rulesChecked();
      inline.system.run('nft flush ruleset; ip -6 rule del fwmark 1/1 lookup 100');
      expect(blocked()).toBe('200,200');
      await inline.system.until(() => blocked() === '451,451');
      await inline.system.until(() => /restored_total\{part="rule"\} 1$/mu.test(inline.metrics()));
      const lines = (): string => inline.system.run('journalctl --no-pager --unit netvakt-rules-check');
      await inline.system.until(() => lines().includes('Lost: there is no table'));

      for (const verb of ['restart', 'reload']) {
        inline.system.run(`systemctl ${verb} nftables`);
        await inline.system.until(() => blocked() === '451,451');
      }
      await inline.system.until(() => /canary_success\{family="ipv6",request="blocked"\} 1$/mu.test(inline.metrics()));

      inline.system.run('systemctl stop netvakt-rules && systemctl restart nftables');
      expect(blocked()).toBe('200,200');
      expect(inline.system.run('ip rule; ip -6 rule; ip link; ip netns list')).not.toMatch(RULES);
      await inline.system.until(() => inline.route().includes('rules-missing'));

      // In whatever moment of a reload the unit is stopped.
      for (const seconds of [0, 0.3, 0.6, 0.9]) {
        inline.stopReloading('netvakt-rules', seconds);
        expect(inline.system.run('ip rule; ip -6 rule; ip link; ip netns list; nft list tables')).not.toMatch(RULES);
      }
    } finally {
      await inline.close();
    }
  },
);

testWith(NEEDS, 'leaves nothing but its configuration when it is removed, and not that when it is purged', () => {
  within().run('apt-get', 'remove', '-qy', 'netvakt');
  expect(within().run('sh', '-c', 'ls /usr/lib/netvakt /usr/bin/netvakt 2>/dev/null; ls /etc/netvakt')).toBe(
    'netvakt.yaml\n',
  );
  within().run('apt-get', 'purge', '-qy', 'netvakt');
  expect(
    within().run('sh', '-c', 'ls -d /etc/netvakt /var/lib/netvakt /var/lib/netvakt-coalition 2>/dev/null || true'),
  ).toBe('');
});
