/** A filter node: the real program, BIRD with the configuration of `deploy/bird`, and `netvakt announce` between them. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until } from '@netvakt/testing';
import { socketUnit } from '../../../../proxy/test/netns/support/socket-unit.ts';
import { bare, CABLES, SUSPECT } from './addresses.ts';
import { type Boxes, end } from './boxes.ts';
import { configurationOf, FIRST_LIST, PORTS, SETUPS, type Setup } from './configuration.ts';
import { SignedList } from './signed-list.ts';

const MAIN = fileURLToPath(new URL('../../../../netvakt/src/main.ts', import.meta.url));
const NAMES = fileURLToPath(new URL('../../../../netvakt/test/netns/programs/names.ts', import.meta.url));
const BIRD = new URL('../../../../../deploy/bird/netvakt.conf', import.meta.url);
const PROGRAM = [process.execPath, '--conditions=@netvakt/source', MAIN];
const FALSE_ROUTES = Array.from({ length: 40 }, (_, i) => `203.0.113.${100 + i}`);

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
  /** When it would have withdrawn them, had others been left. Milliseconds since 1970. */
  readonly kept: number[] = [];
  readonly #boxes: Boxes;
  readonly #folder: string;
  #filters: ChildProcess[] = [];
  #turn = 0;
  #signed: SignedList | undefined;
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

  #configOf(setup: Setup, port: number): string {
    return join(this.#folder, `netvakt-${port}-${setup}.yaml`);
  }

  get #list(): string {
    return join(this.#folder, 'list.txt');
  }

  async #configure(): Promise<void> {
    await writeFile(this.#list, FIRST_LIST);
    const [address] = bare(CABLES[this.name].other);
    for (const setup of SETUPS)
      for (const port of PORTS) await writeFile(this.#configOf(setup, port), configurationOf(setup, address, port));
  }

  /** Runs a command of netvakt on the node to its end; throws where it fails. */
  run([command = '', format = '', ...more]: readonly string[], setup: Setup = 'own'): string {
    const words = [...PROGRAM, command, format, '--config', this.#configOf(setup, PORTS[0]), ...more];
    return this.#boxes.run(this.name, words);
  }

  /** Starts a filter, beside one that may run already, and waits until it listens. @param prefix - a command that runs it. */
  async startFilter(setup: Setup = 'own', prefix: readonly string[] = []): Promise<ChildProcess> {
    const filter = this.launchFilter(setup, prefix);
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
  launchFilter(setup: Setup = 'own', prefix: readonly string[] = []): ChildProcess {
    this.#filters = this.#filters.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    const port = PORTS[this.#turn % PORTS.length] ?? PORTS[0];
    this.#turn += 1;
    const config = this.#configOf(setup, port);
    const through = setup === 'inherited' ? socketUnit(UNITS) : [];
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

  /** Lets another filter take over, as in an upgrade: nothing is lost. */
  async become(setup: Setup): Promise<void> {
    const old = this.#filters.at(-1);
    await this.startFilter(setup);
    if (old === undefined) return;
    const closed = once(old, 'close');
    old.kill('SIGTERM');
    await closed;
  }

  /** Takes in the list of before from an authority that stands by it until `expires`, in milliseconds since 1970; then a later end. */
  async takeSigned(expires: number): Promise<void> {
    this.#signed ??= await SignedList.create(this.#folder, FIRST_LIST);
    await this.#signed.countsUntil(expires);
    this.run(['list', 'update'], 'keep');
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
    await until('BIRD takes commands', () => existsSync(socket));
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
    if (step === 'kept') this.kept.push(Date.parse(time));
    else this.changes.push({ at: Date.parse(time), announced: step === 'announce' });
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

  /** Why its filter wants no traffic; none where it does, or does not answer. */
  routeReasons(): readonly string[] {
    const [address] = bare(CABLES[this.name].other);
    const ask = PORTS.map((port) => `curl -s -m 1 http://${address}:${port}/-/route || true; echo`).join('; ');
    const answers = this.#boxes.run('router', ['sh', '-c', ask]).split('\n').filter(Boolean);
    return answers.flatMap((answer) => (JSON.parse(answer) as { readonly reasons: readonly string[] }).reasons);
  }

  dispose(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}
