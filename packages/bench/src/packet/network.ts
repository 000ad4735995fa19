/**
 * The machines of a run, each a network namespace: one client, one server, and between them a filter for each contestant. The
 * destination address selects the filter that a connection crosses, so rules are loaded once and rounds can alternate between filters.
 *
 *            198.18.0.2 ─── filter 0 ─── 198.19.0.2
 *   client   198.18.1.2 ─── filter 1 ─── 198.19.1.2   server
 *            198.18.2.2 ─── filter 2 ─── 198.19.2.2
 *                   "subscribers"   "uplink"
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/** Kernel settings of the namespaces, so that those of the machine make no difference: many connections, and no check of source addresses. */
const PORTS = ['net.ipv4.ip_local_port_range=1024 65000', 'net.ipv4.tcp_tw_reuse=1'];
const ENDS = [...PORTS, 'net.core.somaxconn=8192', 'net.ipv4.tcp_max_syn_backlog=8192', 'net.ipv4.tcp_syncookies=0'];
/**
 * All connections of a run have one client and one server. A filter that connects under the client's address would run out of free ports
 * within a minute. The kernel's search for one then took 2 ms a connection (docs/operating/transparent.md).
 */
const FORWARDS = [
  ...PORTS,
  'net.ipv4.ip_forward=1',
  'net.ipv4.conf.all.rp_filter=0',
  'net.ipv4.conf.default.rp_filter=0',
  'net.ipv4.tcp_early_demux=0',
];

/** The reason the machines cannot be made here, or `undefined`. */
export function networkObstacle(): string | undefined {
  if (process.platform !== 'linux') return 'Network namespaces of Linux are needed';
  if (process.geteuid?.() !== 0) return 'Only root may make network namespaces';
  const missing = ['ip', 'nft', 'sysctl', 'taskset', 'cc'].filter((tool) => spawnSync('which', [tool]).status !== 0);
  return missing.length === 0
    ? undefined
    : `not installed: ${missing.join(', ')}. On Debian: apt-get install iproute2 nftables procps util-linux gcc libc6-dev`;
}

export class FilterNetwork {
  readonly #prefix = `nvbench${process.pid}`;
  readonly #undertaker: ChildProcess;

  /** @param filters - how many. {@link dispose} in any case; if the process is killed, its undertaker does it. */
  constructor(filters: number) {
    const numbers = Array.from({ length: filters }, (_, number) => number);
    const all = [this.client, this.server, ...numbers.map((number) => this.filter(number))];
    this.#undertaker = undertake(all);
    for (const name of all) host(['ip', 'netns', 'add', name]);
    for (const name of all) this.run(name, ['ip', 'link', 'set', 'lo', 'up']);
    for (const name of [this.client, this.server]) this.run(name, ['sysctl', '-qw', ...ENDS]);
    for (const number of numbers) this.#plug(number);
  }

  get client(): string {
    return `${this.#prefix}-client`;
  }

  get server(): string {
    return `${this.#prefix}-server`;
  }

  filter(number: number): string {
    return `${this.#prefix}-filter${number}`;
  }

  /** The server's address behind a filter. */
  destination(number: number): string {
    return `198.19.${number}.2`;
  }

  /** Runs a command on a machine to its end; returns what it printed. Throws if it fails. */
  run(name: string, command: readonly string[], input = ''): string {
    return host(['ip', 'netns', 'exec', name, ...command], input);
  }

  #plug(number: number): void {
    const [filter, left, right] = [this.filter(number), `198.18.${number}`, `198.19.${number}`];
    this.run(filter, ['sysctl', '-qw', ...FORWARDS]);
    cable([this.client, `filter${number}`, `${left}.2`], [filter, 'subscribers', `${left}.1`]);
    cable([this.server, `filter${number}`, `${right}.2`], [filter, 'uplink', `${right}.1`]);
    this.run(this.client, ['ip', 'route', 'add', `${right}.0/24`, 'via', `${left}.1`]);
    this.run(this.server, ['ip', 'route', 'add', `${left}.0/24`, 'via', `${right}.1`]);
  }

  async dispose(): Promise<void> {
    this.#undertaker.ref();
    const buried = once(this.#undertaker, 'close');
    this.#undertaker.stdin?.end();
    await buried;
  }
}

type End = readonly [namespace: string, link: string, address: string];

function cable(one: End, other: End): void {
  host(['ip', 'link', 'add', one[1], 'netns', one[0], 'type', 'veth', 'peer', 'name', other[1], 'netns', other[0]]);
  for (const [namespace, link, address] of [one, other]) {
    host(['ip', '-n', namespace, 'address', 'add', `${address}/24`, 'dev', link]);
    host(['ip', '-n', namespace, 'link', 'set', link, 'up']);
  }
}

/** Starts a shell that deletes the namespaces when its input ends. The input ends however this process dies, even by SIGKILL. */
function undertake(namespaces: readonly string[]): ChildProcess {
  const script = 'cat > /dev/null; for name in "$@"; do ip netns delete "$name" 2> /dev/null; done';
  const shell = spawn('sh', ['-c', script, 'sh', ...namespaces], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.unref();
  return shell;
}

function host([program = '', ...words]: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync(program, words, { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${[program, ...words].join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}
