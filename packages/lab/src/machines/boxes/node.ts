/** A filter node: the real program, with its rules, its lists and its names, and what announces it. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { socketUnit } from '../../../../proxy/test/netns/support/socket-unit.ts';
import { temporaryFolder } from '../../command/temporary.ts';
import { NETVAKT } from '../../filters/program.ts';
import { bare, CABLES, type NodeName, SUSPECT } from './addresses.ts';
import { type Boxes, end } from './boxes.ts';
import { configurationOf, FIRST_LIST, LISTED_HOSTS, PORTS, SETUPS, type Setup } from './configuration.ts';
import { NodeView } from './node-view.ts';
import { SignedList } from './signed-list.ts';
import { Speaker } from './speaker.ts';

const NAMES = fileURLToPath(new URL('../../../../netvakt/test/netns/programs/names.ts', import.meta.url));
const FALSE_ROUTES = Array.from({ length: 40 }, (_, i) => `203.0.113.${100 + i}`);

const UNITS = ['127.0.0.1', '::1'].map((address) => ({ name: 'web', address, port: 8080 }));

/** Characters of a filter's log that are kept. */
const OUTPUT_KEPT = 2000;

export class Node {
  readonly name: NodeName;
  /** What it reports about itself. */
  readonly view: NodeView;
  readonly #boxes: Boxes;
  readonly #folder: string;
  #filters: ChildProcess[] = [];
  /** What its filters wrote last. */
  #output = '';
  #turn = 0;
  #setup: Setup = 'own';
  #speaker: Speaker | undefined;
  #signed: SignedList | undefined;
  #names: ChildProcess | undefined;

  private constructor(boxes: Boxes, name: NodeName, folder: string) {
    this.#boxes = boxes;
    this.name = name;
    this.view = new NodeView(boxes, name);
    this.#folder = folder;
  }

  /** Makes the node and starts everything on it. */
  static async start(boxes: Boxes, name: NodeName, peer: NodeName): Promise<Node> {
    const node = new Node(boxes, name, temporaryFolder(name));
    await node.#configure();
    await node.cure();
    node.run(['export', 'nft', '--apply']);
    const routes = node.run(['export', 'bird']);
    await node.startFilter();
    node.#speaker = await Speaker.start(boxes, { name, peer, folder: node.#folder, routes });
    return node;
  }

  /** What announces it. */
  get speaker(): Speaker {
    if (this.#speaker === undefined) throw new Error(`${this.name} is not announced yet`);
    return this.#speaker;
  }

  #configOf(setup: Setup, port: number): string {
    return join(this.#folder, `netvakt-${port}-${setup}.yaml`);
  }

  get #list(): string {
    return join(this.#folder, 'list.txt');
  }

  async #configure(): Promise<void> {
    await writeFile(this.#list, FIRST_LIST);
    await writeFile(join(this.#folder, 'hosts.txt'), LISTED_HOSTS);
    const [address] = bare(CABLES[this.name].other);
    for (const setup of SETUPS)
      for (const port of PORTS) await writeFile(this.#configOf(setup, port), configurationOf(setup, address, port));
  }

  /** Runs a command of netvakt on the node to its end; throws if it fails. */
  run([command = '', format = '', ...more]: readonly string[], setup: Setup = 'own'): string {
    const words = [...NETVAKT, command, format, '--config', this.#configOf(setup, PORTS[0]), ...more];
    return this.#boxes.run(this.name, words);
  }

  /** Starts a filter, next to one that may run already, and waits until it listens. @param prefix - a command that runs it. */
  async startFilter(setup: Setup = 'own', prefix: readonly string[] = []): Promise<ChildProcess> {
    const filter = this.launchFilter(setup, prefix);
    let output = '';
    for await (const chunk of filter.stderr?.iterator({ destroyOnReturn: false }) ?? []) {
      output += String(chunk);
      if (!output.includes('"listening"')) continue;
      filter.stderr?.on('data', (more) => (this.#output = (this.#output + String(more)).slice(-OUTPUT_KEPT)));
      return filter;
    }
    throw new Error(`The filter of ${this.name} did not start: ${output.slice(-400)}`);
  }

  /** Starts a filter and waits for nothing. It takes the administration port that the last one did not. */
  launchFilter(setup: Setup = 'own', prefix: readonly string[] = []): ChildProcess {
    this.#filters = this.#filters.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    const port = PORTS[this.#turn % PORTS.length] ?? PORTS[0];
    this.#turn += 1;
    this.#setup = setup;
    const config = this.#configOf(setup, port);
    const through = setup === 'inherited' ? socketUnit(UNITS) : [];
    const filter = this.#boxes.start(this.name, [...prefix, ...through, ...NETVAKT, 'run', '--config', config]);
    this.#filters.push(filter);
    filter.once('exit', (code, signal) => (this.#output += `A filter ended: ${signal ?? String(code)}\n`));
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
    await this.#end(old);
  }

  async #end(filter: ChildProcess | undefined): Promise<void> {
    if (filter === undefined || filter.exitCode !== null || filter.signalCode !== null) return;
    const closed = once(filter, 'close');
    filter.kill('SIGTERM');
    await closed;
  }

  /** Address and port of the filter that was started last, as in Prometheus' label `instance`. */
  get instance(): string {
    return `${bare(CABLES[this.name].other)[0]}:${PORTS[(this.#turn - 1) % PORTS.length]}`;
  }

  /** Makes the node run a filter with this setup, and matching rules. Replaces the filter that runs if it has another setup. */
  async be(setup: Setup): Promise<void> {
    if (this.#setup === setup) return;
    await this.#end(this.#filters.at(-1));
    await this.startFilter(setup);
    this.run(['export', 'nft', '--apply'], setup);
  }

  /** Lets another filter take over packets, by rules that lead to its queue: nothing is lost. */
  async upgradeTo(setup: Setup): Promise<void> {
    const old = this.#filters.at(-1);
    await this.startFilter(setup);
    this.run(['export', 'nft', '--apply'], setup);
    await this.#end(old);
  }

  /** Loads the previous list with the expiry `expires`, in milliseconds since 1970; then with a later expiry. */
  async takeSigned(expires: number): Promise<void> {
    this.#signed ??= await SignedList.create(this.#folder, FIRST_LIST);
    await this.#signed.countsUntil(expires);
    this.run(['list', 'update'], 'keep');
  }

  /** The listed names resolve as they should. */
  cure(): Promise<void> {
    return this.#serveNames({ 'blocked.test': SUSPECT, 'mixed.test': SUSPECT });
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

  /** Its state, the reports of its filters and its speaker, and what the router knows, for debugging. */
  described(): string {
    const ends = this.#filters.map(({ exitCode, signalCode }) => signalCode ?? exitCode ?? 'runs');
    return [
      JSON.stringify(this.view.state()),
      `filters: ${ends.join()}; reasons: ${this.view.routeReasons().join()}`,
      this.#output,
      this.speaker.described(),
      this.#boxes.run('router', ['ip', 'route', 'show', 'table', '200']),
    ].join('\n');
  }

  dispose(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}
