import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { namespaceObstacle } from './available.ts';
import { inNamespace, Program, type ProgramName } from './program.ts';

/**
 * Three machines in a row, each a network namespace, joined by two cables (veth pairs). The filter forwards.
 *
 *   client  198.51.100.2 ─── 198.51.100.1  filter  203.0.113.1 ─── 203.0.113.2   origin
 *           2001:db8:1::2    2001:db8:1::1         2001:db8:2::1   2001:db8:2::2
 *                            "subscribers"         "uplink"
 */
export const CLIENT = ['198.51.100.2', '2001:db8:1::2'] as const;
export const FILTER = ['203.0.113.1', '2001:db8:2::1'] as const;
export const FILTER_INSIDE = ['198.51.100.1', '2001:db8:1::1'] as const;
export const ORIGIN = ['203.0.113.2', '2001:db8:2::2'] as const;

/** Machines behind the client and behind the origin, which then are routers: see {@link World.behind}. */
export const HOME = ['198.18.1.2', '2001:db8:3::2'] as const;
export const HOSTING = ['198.18.2.2', '2001:db8:4::2'] as const;

/** For `test.each`: `v` is the index into the pairs above. */
export const FAMILIES = [
  { family: 'IPv4', v: 0 },
  { family: 'IPv6', v: 1 },
] as const;

/** Where a machine may be added: its name and network, its end of the cable, its router's end, and the router as the filter sees it. */
const BEHIND = {
  client: {
    name: 'home',
    networks: ['198.18.1.0/24', '2001:db8:3::/64'],
    far: HOME,
    farHardware: '02:00:00:00:03:02',
    near: ['198.18.1.1', '2001:db8:3::1'],
    nearHardware: '02:00:00:00:03:01',
    router: CLIENT,
  },
  origin: {
    name: 'hosting',
    networks: ['198.18.2.0/24', '2001:db8:4::/64'],
    far: HOSTING,
    farHardware: '02:00:00:00:04:02',
    near: ['198.18.2.1', '2001:db8:4::1'],
    nearHardware: '02:00:00:00:04:01',
    router: ORIGIN,
  },
} as const;

/** Hardware addresses of the ends of the two cables, from left to right. */
const HARDWARE = ['02:00:00:00:01:02', '02:00:00:00:01:01', '02:00:00:00:02:01', '02:00:00:00:02:02'] as const;
const [CLIENT_END, FILTER_LEFT, FILTER_RIGHT, ORIGIN_END] = HARDWARE;

const LINKS = (name: string): string => `
netns add ${name}-client
netns add ${name}-filter
netns add ${name}-origin
link add uplink address ${CLIENT_END} netns ${name}-client type veth peer name subscribers address ${FILTER_LEFT} netns ${name}-filter
link add uplink address ${FILTER_RIGHT} netns ${name}-filter type veth peer name subscribers address ${ORIGIN_END} netns ${name}-origin
`;

type Pair = readonly [ipv4: string, ipv6: string];

/**
 * One end of a cable. Nothing on it has to be found out: `nodad`, no link-local address, and the neighbour is known. On a new
 * link the kernel loses the first question for a neighbour, and asks again after a second.
 */
const end = (link: string, [ipv4, ipv6]: Pair, neighbour: Pair, hardware: string): string => `
address add ${ipv4}/24 dev ${link}
address add ${ipv6}/64 dev ${link} nodad
link set ${link} addrgenmode none
link set ${link} up
link set lo up
${neighbour.map((address) => `neighbour add ${address} lladdr ${hardware} dev ${link} nud permanent`).join('\n')}
`;

const gateway = (pair: Pair): string => pair.map((address) => `route add default via ${address}\n`).join('');

/** One machine. */
export class Machine {
  readonly namespace: string;
  readonly #programs: Program[] = [];

  constructor(namespace: string) {
    this.namespace = namespace;
  }

  /** Runs a command to its end and returns what it printed. Throws if it fails. */
  run(command: readonly string[], input = ''): string {
    return run(inNamespace(this.namespace, command), input);
  }

  /** Replaces all nftables rules of this machine. */
  rules(text: string): void {
    this.run(['nft', '-f', '-'], `flush ruleset\n${text}\n`);
  }

  start(program: ProgramName, argument: unknown, through: readonly string[] = []): Program {
    const started = new Program(this.namespace, program, argument, through);
    this.#programs.push(started);
    return started;
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.#programs.splice(0).map((program) => program.stop()));
  }
}

/** The three machines. {@link dispose} in any case; if the test run is killed, the undertaker does it. */
export class World {
  readonly client: Machine;
  readonly filter: Machine;
  readonly origin: Machine;
  /** A client on the client's machine. */
  readonly visitor: Program;
  /** What answers on the origin's machine, on the ports 80 and 8080. Port 443 is closed there. */
  readonly host: Program;
  readonly #name: string;
  readonly #undertaker: ChildProcess;
  readonly #behind: Machine[] = [];

  static async create(): Promise<World> {
    const world = new World();
    await Promise.all([world.visitor.next(), world.host.next()]);
    return world;
  }

  private constructor() {
    const reason = namespaceObstacle();
    if (reason !== undefined) throw new Error(`Cannot make network namespaces: ${reason}`);
    const name = `netvakt-${process.pid}-${randomBytes(3).toString('hex')}`;
    this.client = new Machine(`${name}-client`);
    this.filter = new Machine(`${name}-filter`);
    this.origin = new Machine(`${name}-origin`);
    this.#name = name;
    this.#undertaker = undertake(['client', 'filter', 'origin', 'home', 'hosting'].map((box) => `${name}-${box}`));
    run(['ip', '-batch', '-'], LINKS(name));
    configure(this.client, end('uplink', CLIENT, FILTER_INSIDE, FILTER_LEFT) + gateway(FILTER_INSIDE));
    configure(this.filter, end('subscribers', FILTER_INSIDE, CLIENT, CLIENT_END));
    configure(this.filter, end('uplink', FILTER, ORIGIN, ORIGIN_END));
    configure(this.origin, end('subscribers', ORIGIN, FILTER, FILTER_RIGHT) + gateway(FILTER));
    forward(this.filter);
    this.filter.run(['sysctl', '-qw', 'net.ipv4.conf.all.rp_filter=0', 'net.ipv4.conf.subscribers.rp_filter=0']);
    this.visitor = this.client.start('client', null);
    this.host = this.origin.start('origin', { ports: [80, 8080] });
  }

  /**
   * Adds a machine behind the client or the origin, which from then on is its router. `mtu`: the most bytes of a packet that the
   * router sends to it, as if the narrow link were further away: the new machine does not know of it. It is a property of
   * the route, not of the link: a veth whose own MTU is smaller than the other end's loses each single packet that is larger
   * and takes those that are many in one, silently (is_skb_forwardable in net/core/dev.c).
   */
  behind(side: 'client' | 'origin', mtu: number): Machine {
    const { name, networks, far, farHardware, near, nearHardware, router } = BEHIND[side];
    const machine = new Machine(`${this.#name}-${name}`);
    const ends = [
      `${name} address ${nearHardware} netns ${this[side].namespace}`,
      `uplink address ${farHardware} netns ${machine.namespace}`,
    ];
    run(['ip', '-batch', '-'], `netns add ${machine.namespace}\nlink add ${ends.join(' type veth peer name ')}\n`);
    const narrow = far.map((address) => `route add ${address} dev ${name} mtu lock ${mtu}\n`).join('');
    configure(this[side], end(name, near, far, farHardware) + narrow);
    configure(machine, end('uplink', far, near, nearHardware) + gateway(near));
    configure(this.filter, networks.map((network, v) => `route add ${network} via ${router[v]}\n`).join(''));
    forward(this[side]);
    this.#behind.push(machine);
    return machine;
  }

  /** Between tests: ends what runs on the filter and takes its rules away. */
  async clear(): Promise<void> {
    await this.filter.stopAll();
    this.filter.rules('');
  }

  async dispose(): Promise<void> {
    const machines = [this.client, this.filter, this.origin, ...this.#behind];
    await Promise.all(machines.map((machine) => machine.stopAll()));
    this.#undertaker.ref();
    const buried = once(this.#undertaker, 'close');
    this.#undertaker.stdin?.end();
    await buried;
  }
}

function configure({ namespace }: Machine, commands: string): void {
  run(['ip', '-n', namespace, '-batch', '-'], commands);
}

function forward(machine: Machine): void {
  machine.run(['sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']);
}

/**
 * A shell that waits for the end of its input, which comes when it is closed or when this process dies of whatever, and then
 * deletes the namespaces; links, rules and routes go with them.
 */
function undertake(namespaces: readonly string[]): ChildProcess {
  const script = 'cat > /dev/null; for name in "$@"; do ip netns delete "$name" 2> /dev/null; done';
  const shell = spawn('sh', ['-c', script, 'sh', ...namespaces], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.unref(); // a test run that forgot to dispose must still end, and so begin the burial
  (shell.stdin as Socket).unref();
  return shell;
}

function run([command = '', ...rest]: readonly string[], input: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, rest, { input, encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${[command, ...rest].join(' ')} ended with ${status}: ${stderr}\n${input}`);
  return stdout;
}
