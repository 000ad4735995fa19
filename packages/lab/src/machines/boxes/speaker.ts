/** What announces a node to the router: BIRD with the configuration of `deploy/bird`, and `netvakt announce`, which controls it. */
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { until } from '@netvakt/testing';
import { NETVAKT } from '../../filters/program.ts';
import { bare, CABLES, type NodeName } from './addresses.ts';
import type { Boxes } from './boxes.ts';
import { PORTS } from './configuration.ts';

const BIRD = new URL('../../../../../deploy/bird/netvakt.conf', import.meta.url);

/** A node's routes came or went. */
export interface Change {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly announced: boolean;
}

export interface SpeakerOptions {
  readonly name: NodeName;
  /** The other node, which is asked before routes are withdrawn. */
  readonly peer: NodeName;
  readonly folder: string;
  /** What `netvakt export bird` has printed. */
  readonly routes: string;
}

export class Speaker {
  /** When the node's routes came and went. */
  readonly changes: Change[] = [];
  /** When it would have withdrawn them, had others been left. Milliseconds since 1970. */
  readonly kept: number[] = [];
  readonly #complaints: string[] = [];
  readonly #boxes: Boxes;
  readonly #name: NodeName;
  readonly #socket: string;
  readonly #bird: ChildProcess;
  readonly #announce: ChildProcess;

  private constructor(boxes: Boxes, { name, peer, folder }: SpeakerOptions, bird: ChildProcess) {
    this.#boxes = boxes;
    this.#name = name;
    this.#socket = socketIn(folder);
    this.#bird = bird;
    const both = (verb: string): string =>
      ['netvakt4', 'netvakt6'].map((protocol) => `birdc -s ${this.#socket} ${verb} ${protocol}`).join('; ');
    const [own, other] = [bare(CABLES[name].other)[0], bare(CABLES[peer].other)[0]];
    const asked = PORTS.flatMap((port) => ['--node', `http://${own}:${port}`, '--peer', `http://${other}:${port}`]);
    const pace = ['--interval=300', '--rise=2', '--fall=2'];
    const commands = ['--up', both('enable'), '--down', both('disable')];
    this.#announce = boxes.start(name, [...NETVAKT, 'announce', ...commands, ...asked, ...pace]);
    const { stderr } = this.#announce;
    if (stderr !== null) createInterface(stderr).on('line', (line) => this.#takeStep(line));
  }

  /** Resolves when BIRD takes commands. */
  static async start(boxes: Boxes, options: SpeakerOptions): Promise<Speaker> {
    const { name, folder } = options;
    const configuration = join(folder, 'bird.conf');
    await writeFile(configuration, await configured(options));
    const bird = boxes.start(name, ['bird', '-f', '-c', configuration, '-s', socketIn(folder)]);
    await until('BIRD takes commands', () => existsSync(socketIn(folder)));
    return new Speaker(boxes, options, bird);
  }

  /** Sends a signal to BIRD. */
  signal(signal: NodeJS.Signals): void {
    this.#bird.kill(signal);
  }

  /** Its routes stay as they are, whatever becomes of the node's filter, until {@link heed}. */
  unheeded(): void {
    this.#announce.kill('SIGSTOP');
  }

  heed(): void {
    this.#announce.kill('SIGCONT');
  }

  /** The last steps of `netvakt announce`, and the output of BIRD, for debugging. */
  described(): string {
    const steps = this.changes
      .slice(-4)
      .map(({ at, announced }) => `${new Date(at).toISOString()} ${String(announced)}`);
    const script = `birdc -s ${this.#socket} show protocols all 2>&1; ss -tanp '( sport = :179 or dport = :179 )'`;
    return `announced: ${steps.join('; ')}\n${this.#complaints.slice(-4).join('\n')}\n${this.#boxes.run(this.#name, ['sh', '-c', script])}`;
  }

  #takeStep(line: string): void {
    // Steps are objects; what else comes is of birdc.
    if (!line.startsWith('{')) return void this.#complaints.push(line);
    const { time, step } = JSON.parse(line) as { readonly time: string; readonly step: string };
    if (step === 'kept') this.kept.push(Date.parse(time));
    else this.changes.push({ at: Date.parse(time), announced: step === 'announce' });
  }
}

function socketIn(folder: string): string {
  return join(folder, 'bird.ctl');
}

/** The configuration that is shipped, with the addresses of the laboratory. */
async function configured({ name, folder, routes }: SpeakerOptions): Promise<string> {
  const file = join(folder, 'routes.conf');
  await writeFile(file, routes);
  const { router, other } = CABLES[name];
  const [four, six] = bare(router);
  const shipped = await readFile(BIRD, 'utf8');
  const settled = shipped
    .replace('ROUTER_AS = 64512', 'ROUTER_AS = 64511')
    .replace('ROUTER4 = 192.0.2.1', `ROUTER4 = ${four}`)
    .replace('ROUTER6 = 2001:db8::1', `ROUTER6 = ${six}`)
    .replace('/etc/bird/netvakt-routes.conf', file);
  return `router id ${bare(other)[0]};\n${settled}`;
}
