/** Network namespaces and the programs in them. Everything that is started here ends here, and nothing else. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type Box, bare, CABLES, INNOCENT } from './addresses.ts';

/** All boxes of one run. */
export class Boxes {
  readonly #prefix: string = `nvlab${process.pid}`;
  readonly #children = new Set<ChildProcess>();

  /** The name of a box's namespace. */
  namespace(box: Box): string {
    return `${this.#prefix}-${box}`;
  }

  /** Makes boxes, cables and addresses. */
  build(): void {
    for (const box of ['router', ...keysOf(CABLES)] as const) host(['ip', 'netns', 'add', this.namespace(box)]);
    for (const [name, { router, other }] of entriesOf(CABLES)) {
      const ends = ['type', 'veth', 'peer', 'name', other.link, 'netns', this.namespace(name)];
      host(['ip', '-n', this.namespace('router'), 'link', 'add', router.link, ...ends]);
      this.#configure('router', router.link, router.addresses);
      this.plug(name);
    }
    for (const address of [`${INNOCENT[0]}/24`, `${INNOCENT[1]}/64`])
      this.run('origin', [
        'ip',
        'address',
        'add',
        address,
        'dev',
        'uplink',
        ...(address.includes(':') ? ['nodad'] : []),
      ]);
    for (const box of ['router', 'node1', 'node2'] as const) this.#forward(box);
  }

  /** Brings the cable of a box up on its side, with its addresses and its way out. */
  plug(name: keyof typeof CABLES): void {
    const { router, other } = CABLES[name];
    this.#configure(name, other.link, other.addresses);
    for (const address of bare(router)) this.run(name, ['ip', 'route', 'replace', 'default', 'via', address]);
  }

  /** Takes it down: the router's end has no carrier any more. */
  unplug(name: keyof typeof CABLES): void {
    this.run(name, ['ip', 'link', 'set', CABLES[name].other.link, 'down']);
  }

  #configure(box: Box, link: string, addresses: readonly string[]): void {
    this.run(box, ['ip', 'link', 'set', 'lo', 'up']);
    for (const address of addresses)
      this.run(box, ['ip', 'address', 'replace', address, 'dev', link, ...(address.includes(':') ? ['nodad'] : [])]);
    this.run(box, ['ip', 'link', 'set', link, 'up']);
  }

  #forward(box: Box): void {
    const keys = [
      // A route over a cable without carrier is none.
      'net.ipv4.conf.all.ignore_routes_with_linkdown=1',
      'net.ipv6.conf.all.ignore_routes_with_linkdown=1',
      'net.ipv4.ip_forward=1',
      'net.ipv6.conf.all.forwarding=1',
      'net.ipv4.conf.all.rp_filter=0',
      'net.ipv4.conf.default.rp_filter=0',
    ];
    // Connections are spread by addresses and ports: by addresses alone one subscriber would always meet one node.
    const spread = ['net.ipv4.fib_multipath_hash_policy=1', 'net.ipv6.fib_multipath_hash_policy=1'];
    this.run(box, ['sysctl', '-qw', ...keys, ...spread]);
  }

  /** Runs a command in a box to its end; throws if it fails. */
  run(box: Box, command: readonly string[], input = ''): string {
    return host(['ip', 'netns', 'exec', this.namespace(box), ...command], input);
  }

  /** Starts a program in a box. */
  start(box: Box, command: readonly string[]): ChildProcess {
    const child = spawn('ip', ['netns', 'exec', this.namespace(box), ...command], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] },
    });
    // A program that is gone makes its pipes fail; that it is gone is what is waited for elsewhere.
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.on('error', () => undefined);
    child.stderr?.resume();
    this.#children.add(child);
    child.once('close', () => this.#children.delete(child));
    return child;
  }

  /** Ends everything. */
  async dispose(): Promise<void> {
    await Promise.all([...this.#children].map(end));
    for (const box of ['router', ...keysOf(CABLES)] as const) spawnSync('ip', ['netns', 'delete', this.namespace(box)]);
  }
}

/** Ends a program, stopped or not. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGCONT');
  child.kill('SIGKILL');
  await closed;
}

function host([command = '', ...words]: readonly string[], input = ''): string {
  const { status, stdout, stderr, error } = spawnSync(command, words, { input, encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${[command, ...words].join(' ')} ended with ${status}: ${stderr}${stdout}`);
  return stdout;
}

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(record) as Key[];
}

function entriesOf<Key extends string, Value>(record: Readonly<Record<Key, Value>>): [Key, Value][] {
  return Object.entries(record) as [Key, Value][];
}
