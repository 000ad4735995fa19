import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WAIT } from '@netvakt/testing';
import { ORIGIN, World } from '../../../packages/proxy/test/netns/support/world.ts';
import { Booted } from './booted.ts';
import type { DebianRoot } from './debian-root.ts';

const CONTROL = 8479;

/** What the operating guide adds to the example configuration, apart from the self-test's list. */
const LISTENERS = `    - { mode: tproxy, address: 127.0.0.1, port: 8080, source: preserve }
    - { mode: tproxy, address: "::1", port: 8080, source: preserve }
`;

/** The installed package on a machine that forwards, between a subscriber's and one that is the web: the self-test's origins. */
export class Inline {
  readonly #root: DebianRoot;
  readonly #world: World;
  #web: ChildProcess | undefined;
  #system: Booted;

  private constructor(root: DebianRoot, world: World, system: Booted) {
    this.#root = root;
    this.#world = world;
    this.#system = system;
  }

  /** Boots the root between the two; resolves when the web answers. */
  static async start(root: DebianRoot): Promise<Inline> {
    const inline = await Inline.boot(root);
    await inline.serve();
    return inline;
  }

  /** Boots the root between the two, in which nothing of Netvakt needs to be installed yet. */
  static async boot(root: DebianRoot): Promise<Inline> {
    root.run('apt-get', 'install', '-qy', '--no-install-recommends', 'systemd', 'nftables', 'iproute2');
    const world = await World.create();
    try {
      await world.host.stop();
      return new Inline(root, world, await Booted.start(root, world.filter.namespace));
    } catch (error) {
      await world.dispose();
      throw error;
    }
  }

  get system(): Booted {
    return this.#system;
  }

  /**
   * As far as the machine's network and its services can tell, a reboot: every process ends, all that was set up in the kernel for
   * interception goes, and systemd starts anew with an empty /run.
   */
  async reboot(): Promise<void> {
    await this.#system.close();
    const { filter } = this.#world;
    filter.run(['nft', 'flush', 'ruleset']);
    for (const family of ['-4', '-6']) {
      filter.run(['sh', '-c', `while ip ${family} rule del fwmark 1/1 2>/dev/null; do :; done`]);
      filter.run(['sh', '-c', `ip ${family} route flush table 100 2>/dev/null || true`]);
    }
    filter.run(['sh', '-c', 'for link in nv-canary nv-canary-web; do ip link delete $link 2>/dev/null || true; done']);
    this.#system = await Booted.start(this.#root, filter.namespace);
  }

  /** Starts the web by the installed command; resolves when it answers. */
  async serve(): Promise<void> {
    const words = ['netvakt', 'selftest', '--serve', '--origins', '[::]:80,443', '--control', `[::]:${CONTROL}`];
    const web = this.#root.start(words, {}, this.#world.origin.namespace);
    this.#web = web;
    const answers = web.stdout === null ? Promise.resolve() : once(web.stdout, 'data');
    const ended = once(web, 'exit').then(() => Promise.reject(new Error('The web has ended: is netvakt installed?')));
    await Promise.race([answers, ended]);
    ended.catch(() => undefined); // at the end of the test
  }

  /** Asks for `url` again and again, over IPv4, IPv6 and the explicit proxy, until the returned function is called: it gives all statuses. */
  visit(url: string): () => Promise<string[]> {
    const ask = `curl -s -o /dev/null -w '%{http_code}\\n' --max-time ${WAIT / 1000}`;
    const loop = (way: string): string => `while :; do ${ask} ${way} ${url}; done`;
    const { client, filter } = this.#world;
    const runs = [
      [client.namespace, `--resolve '*:80:${ORIGIN[0]}'`],
      [client.namespace, `--resolve '*:80:[${ORIGIN[1]}]'`],
      [filter.namespace, '-x http://127.0.0.1:3128'],
    ].map(([namespace = '', way = '']) =>
      spawn('ip', ['netns', 'exec', namespace, 'sh', '-c', `exec sh -c "$0"`, loop(way)], {
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
    const statuses: string[] = [];
    for (const { stdout } of runs)
      stdout
        .setEncoding('utf8')
        .on('data', (text: string) => statuses.push(...text.split('\n').filter((line) => line !== '')));
    return async () => {
      for (const run of runs) {
        const ended = once(run, 'close');
        run.kill('SIGTERM');
        await ended;
      }
      return statuses;
    };
  }

  /** Puts the example configuration as it was before the first call, with transparent listeners, subscribers, and the self-test's list. */
  configure(): void {
    this.#root.run('sh', '-c', 'netvakt selftest --print-list > /srv/selftest.txt');
    const hosts =
      this.#root.run('netvakt', 'selftest', '--print-list', '--format', 'netvakt').split('\nproxy:\n')[1] ?? '';
    const file = join(this.#root.path, 'etc/netvakt/netvakt.yaml');
    const before = join(this.#root.path, 'root/netvakt.yaml');
    if (!existsSync(before)) copyFileSync(file, before);
    const text = readFileSync(before, 'utf8')
      .replace(/^ +- \{ mode: tproxy.*\n/gmu, '')
      .replace(/^intake:.*\n/gmu, '')
      .replace('port: 3128 }\n', `port: 3128 }\n${LISTENERS}`)
      .replace(
        /^lists:\n/mu,
        'lists:\n  - { id: selftest, file: /srv/selftest.txt, format: urls, statistics: apart }\n',
      )
      .replace(/^proxy:\n/mu, `proxy:\n${hosts.trimEnd()}\n`);
    writeFileSync(file, `${text}interception: { subscribers: [subscribers] }\n`);
  }

  /** The commands of docs/operating/install.md. */
  listenByItself(): void {
    const [example, dropIn] = ['/usr/share/netvakt/deploy/systemd', '/etc/systemd/system/netvakt.service.d'];
    const name = 'self-listening.conf';
    this.system.run(`install -D -m 0644 ${example}/${name} ${dropIn}/${name} && systemctl daemon-reload`);
    this.system.run('systemctl restart netvakt');
  }

  /** Whether the filter wants traffic, as its administration port says it. */
  route(): string {
    return this.#admin('/-/route');
  }

  metrics(): string {
    return this.#admin('/metrics');
  }

  /** Asked from this machine. */
  #admin(path: string): string {
    return this.system.outside(['curl', '-s', `http://127.0.0.1:9464${path}`]);
  }

  /** Starts a unit, and stops it so many seconds after a reload of it has begun. */
  stopReloading(unit: string, seconds: number): void {
    this.system.run(`systemctl start ${unit} && systemctl reload --no-block ${unit}`);
    this.system.run(`sleep ${seconds}; systemctl stop ${unit}`);
  }

  /** Resolves when the timer has just had the rules checked. It does so again in 50 s: until then, what is done to them can be seen. */
  async rulesChecked(): Promise<void> {
    const last = (): number =>
      Number(this.system.run('systemctl show -P ExecMainExitTimestampMonotonic netvakt-rules-check'));
    const before = last();
    await this.system.until(() => last() > before);
  }

  /** What the subscriber gets for a page whose site is the web machine, over IPv4 and IPv6; 000 if it gets nothing. */
  statuses(url: string): string[] {
    const words = ['-s', '-o', '/dev/null', '-w', '%{http_code}', '--max-time', `${WAIT / 1000}`];
    return [ORIGIN[0], `[${ORIGIN[1]}]`].map((to) =>
      this.#world.client.run(['sh', '-c', 'curl "$@" || true', 'sh', ...words, '--resolve', `*:80:${to}`, url]),
    );
  }

  /** The whole self-test from the subscriber's machine through the filter, over IPv4 (0) or IPv6 (1); resolves with what it prints. */
  async selfTest(v: 0 | 1): Promise<string> {
    const control = `${v === 0 ? ORIGIN[0] : `[${ORIGIN[1]}]`}:${CONTROL}`;
    const words = ['netvakt', 'selftest', '--route', ORIGIN[v], '--control', control];
    const run = this.#root.start(words, {}, this.#world.client.namespace);
    let output = '';
    for (const stream of [run.stdout, run.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await once(run, 'close');
    return output;
  }

  /** Ends the web, if it was started. */
  async stopServing(): Promise<void> {
    if (this.#web === undefined) return;
    const ended = once(this.#web, 'exit');
    this.#web.kill('SIGKILL');
    this.#web = undefined;
    await ended;
  }

  async close(): Promise<void> {
    await this.#system.close();
    await this.stopServing();
    await this.#world.dispose();
  }
}
