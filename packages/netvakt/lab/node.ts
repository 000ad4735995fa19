/** A filter node: the real program, BIRD with the configuration of `deploy/bird`, and `netvakt announce` between them. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { socketUnit } from '../../proxy/test/netns/support/socket-unit.ts';
import { bare, CABLES, SUSPECT } from './addresses.ts';
import { type Boxes, end } from './boxes.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const NAMES = fileURLToPath(new URL('../test/netns/programs/names.ts', import.meta.url));
const BIRD = new URL('../../../deploy/bird/netvakt.conf', import.meta.url);
const PROGRAM = [process.execPath, '--conditions=@netvakt/source', MAIN];
const FALSE_ROUTES = Array.from({ length: 40 }, (_, i) => `203.0.113.${100 + i}`);

/** Administration ports of two processes that overlap in an upgrade: two configurations that differ in nothing else. */
const PORTS = [9464, 9465] as const;

/** Whose the listening sockets are: the filter's own, or a service manager's, which holds them whatever the filter does. */
type Sockets = 'own' | 'inherited';
const UNITS = ['127.0.0.1', '::1'].map((address) => ({ name: 'web', address, port: 8080 }));

export type NodeName = 'node1' | 'node2';

/** What the node's administration port and its speaker say. */
export interface NodeState {
  readonly answers: boolean;
  readonly ready: boolean;
  readonly announced: boolean;
}

/** A node's routes came or went. */
export interface Change {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly announced: boolean;
}

export class Node {
  readonly name: NodeName;
  /** When its routes came and went. */
  readonly changes: Change[] = [];
  readonly #boxes: Boxes;
  readonly #folder: string;
  #filters: ChildProcess[] = [];
  #turn = 0;
  #names: ChildProcess | undefined;

  private constructor(boxes: Boxes, name: NodeName, folder: string) {
    this.#boxes = boxes;
    this.name = name;
    this.#folder = folder;
  }

  /** Makes the node and starts everything on it. */
  static async start(boxes: Boxes, name: NodeName, peer: NodeName): Promise<Node> {
    const node = new Node(boxes, name, await mkdtemp(join(tmpdir(), `netvakt-lab-${name}-`)));
    await node.#configure();
    await node.#serveNames({ 'blocked.test': SUSPECT, 'mixed.test': SUSPECT });
    node.run(['export', 'nft', '--apply']);
    await writeFile(join(node.#folder, 'routes.conf'), node.run(['export', 'bird']));
    await node.startFilter();
    await node.#startSpeaker(peer);
    return node;
  }

  get #config(): string {
    return join(this.#folder, `netvakt-${PORTS[0]}.yaml`);
  }

  get #list(): string {
    return join(this.#folder, 'list.txt');
  }

  async #configure(): Promise<void> {
    await writeFile(this.#list, LIST);
    const [address] = bare(CABLES[this.name].other);
    for (const port of PORTS) {
      const text = configuration(address, port);
      const inherited = text.replaceAll(/address: (?:127\.0\.0\.1|"::1"), port: 8080/gu, 'inherited: web, port: 8080');
      await writeFile(join(this.#folder, `netvakt-${port}.yaml`), text);
      await writeFile(join(this.#folder, `netvakt-${port}-inherited.yaml`), inherited);
    }
  }

  /** Runs a command of netvakt on the node to its end; throws where it fails. */
  run([command = '', format = '', ...more]: readonly string[]): string {
    return this.#boxes.run(this.name, [...PROGRAM, command, format, '--config', this.#config, ...more]);
  }

  /** Starts a filter, beside one that may run already, and waits until it listens. @param prefix - a command that runs it. */
  async startFilter(sockets: Sockets = 'own', prefix: readonly string[] = []): Promise<ChildProcess> {
    const filter = this.launchFilter(sockets, prefix);
    let said = '';
    for await (const chunk of filter.stderr?.iterator({ destroyOnReturn: false }) ?? []) {
      said += String(chunk);
      if (!said.includes('"listening"')) continue;
      filter.stderr?.resume();
      return filter;
    }
    throw new Error(`The filter of ${this.name} did not start: ${said.slice(-400)}`);
  }

  /** Starts a filter and waits for nothing. It takes the administration port that the last one did not. */
  launchFilter(sockets: Sockets = 'own', prefix: readonly string[] = []): ChildProcess {
    this.#filters = this.#filters.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    const port = PORTS[this.#turn % PORTS.length];
    this.#turn += 1;
    const inherited = sockets === 'inherited';
    const config = join(this.#folder, `netvakt-${port}${inherited ? '-inherited' : ''}.yaml`);
    const through = inherited ? socketUnit(UNITS) : [];
    const filter = this.#boxes.start(this.name, [...prefix, ...through, ...PROGRAM, 'run', '--config', config]);
    this.#filters.push(filter);
    return filter;
  }

  /** Sends a signal to the filter that was started first, or last. */
  signal(signal: NodeJS.Signals, which: 'first' | 'last' = 'last'): ChildProcess {
    const filter = which === 'first' ? this.#filters[0] : this.#filters.at(-1);
    if (filter === undefined) throw new Error(`No filter runs on ${this.name}`);
    filter.kill(signal);
    return filter;
  }

  /** Replaces the list; `undefined` takes the file away. */
  async list(text: string | undefined): Promise<void> {
    if (text === undefined) return rm(this.#list);
    await writeFile(`${this.#list}.part`, text);
    await rename(`${this.#list}.part`, this.#list);
  }

  /** From now on the listed names lead to a lot of addresses that are somebody else's, too. */
  poison(): Promise<void> {
    return this.#serveNames({
      'blocked.test': [...SUSPECT, ...FALSE_ROUTES.slice(0, 20)],
      'mixed.test': [...SUSPECT, ...FALSE_ROUTES.slice(20)],
    });
  }

  async #serveNames(zone: Readonly<Record<string, readonly string[]>>): Promise<void> {
    if (this.#names !== undefined) await end(this.#names);
    this.#names = this.#boxes.start(this.name, [process.execPath, NAMES, JSON.stringify(zone)]);
    await once(this.#names.stdout as NodeJS.ReadableStream, 'data');
  }

  async #startSpeaker(peer: NodeName): Promise<void> {
    const socket = join(this.#folder, 'bird.ctl');
    const [four, six] = bare(CABLES[this.name].router);
    const shipped = await readFile(BIRD, 'utf8');
    const settled = shipped
      .replace('ROUTER_AS = 64512', 'ROUTER_AS = 64511')
      .replace('ROUTER4 = 192.0.2.1', `ROUTER4 = ${four}`)
      .replace('ROUTER6 = 2001:db8::1', `ROUTER6 = ${six}`)
      .replace('/etc/bird/netvakt-routes.conf', join(this.#folder, 'routes.conf'));
    await writeFile(join(this.#folder, 'bird.conf'), `router id ${bare(CABLES[this.name].other)[0]};\n${settled}`);
    this.#boxes.start(this.name, ['bird', '-f', '-c', join(this.#folder, 'bird.conf'), '-s', socket]);
    await wait(300);
    const both = (verb: string): string =>
      ['netvakt4', 'netvakt6'].map((protocol) => `birdc -s ${socket} ${verb} ${protocol}`).join('; ');
    const peerAddress = bare(CABLES[peer].other)[0];
    const own = bare(CABLES[this.name].other)[0];
    const words = [
      ...PORTS.flatMap((port) => ['--node', `http://${own}:${port}`, '--peer', `http://${peerAddress}:${port}`]),
      '--interval=300',
      '--rise=2',
      '--fall=2',
    ];
    const announce = this.#boxes.start(this.name, [
      ...PROGRAM,
      'announce',
      '--up',
      both('enable'),
      '--down',
      both('disable'),
      ...words,
    ]);
    if (announce.stderr !== null) createInterface(announce.stderr).on('line', (line) => this.#takeStep(line));
  }

  #takeStep(line: string): void {
    const { time, step } = JSON.parse(line) as { readonly time: string; readonly step: string };
    if (step !== 'kept') this.changes.push({ at: Date.parse(time), announced: step === 'announce' });
  }

  /** Asks the node from the router. */
  state(): NodeState {
    const [address] = bare(CABLES[this.name].other);
    const ask = PORTS.map(
      (port) => `curl -s -m 1 -o /dev/null -w '%{http_code} ' http://${address}:${port}/-/ready || true`,
    );
    const script = `${ask.join('; ')}; ip route show table 200 | grep -c ${address} || true`;
    const words = this.#boxes.run('router', ['sh', '-c', script]).trim().split(/\s+/u);
    const codes = words.slice(0, PORTS.length);
    return {
      answers: codes.some((code) => code !== '000'),
      ready: codes.includes('200'),
      announced: Number(words.at(-1)) > 0,
    };
  }

  dispose(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}

const LIST = 'http://mixed.test/blocked/\nhttp://www.blocked.test/\nhttp://blocked.test/\n';
/** The list of the next day: one page more. */
export const NEXT_LIST: string = `${LIST}http://mixed.test/later\n`;
export const FIRST_LIST: string = LIST;

function configuration(address: string, port: number): string {
  return `operator: { name: Operator, url: https://operator.example/ }
block: { authority: Authority, legal_basis: https://law.example/, objection: https://law.example/o, help_line: https://help.example/ }
default_market: se
markets: [{ id: se }]
lists: [{ id: pages, file: list.txt, format: urls }]
admin: { address: ${address}, port: ${port} }
log: { format: json }
shutdown_grace_seconds: 10
proxy:
  workers: 1
  listen:
    - { mode: tproxy, address: 127.0.0.1, port: 8080 }
    - { mode: tproxy, address: "::1", port: 8080 }
interception:
  subscribers: [uplink]
  reach: suspects
  suspects: { resolvers: [127.0.0.1], allow: [203.0.113.0/24, "2001:db8:2::/48"], free_growth: 4, stable_runs: 1 }
`;
}
