/**
 * A scenario: one filter, one origin under its control, and a list of checks with a figure each. Every scenario is
 * bounded in time, ends only what it started, and reports what it measured whether it passed or not.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { killAll } from '@netvakt/fixtures/daemons';
import { WAIT } from '@netvakt/testing';
import { external, type Filter, type World } from '../filters/filter.ts';
import { FILTERS } from '../filters/kinds.ts';

/** One statement about the filter, with the figure that decided it. */
export interface Check {
  readonly name: string;
  readonly passed: boolean;
  readonly detail: string;
}

/** A request as the scenario's origin got it. */
export interface Arrival {
  readonly socket: Socket;
  readonly method: string;
  readonly target: string;
  readonly head: string;
  /** What came behind the head in the same read. */
  readonly rest: Buffer;
}

/** `next`: answered, and the next head may follow. `taken`: the scenario has the socket for itself from now on. */
export type AfterServing = 'next' | 'taken';

export interface Stage {
  readonly filter: Filter;
  /** Connections at the origin that are open now. */
  readonly upstream: () => number;
  /** 1 for the full size, less for a short form. Counts and volumes scale, deadlines do not. */
  readonly scale: number;
}

export interface Scenario {
  readonly name: string;
  /** What it shows, in a sentence. */
  readonly why: string;
  readonly deadlines?: World['deadlines'];
  readonly serve: (arrival: Arrival) => AfterServing;
  /** For origins that speak before they are asked. */
  readonly greet?: (socket: Socket) => void;
  readonly perform: (stage: Stage) => Promise<readonly Check[]>;
}

/** A scenario gives up after so many milliseconds: above each of its waits, below the limit of a test. */
const LONGEST = 2 * WAIT;
const HEAD_END = '\r\n\r\n';

function attend(socket: Socket, serve: Scenario['serve']): void {
  let pending: Buffer = Buffer.alloc(0);
  const read = (bytes: Buffer): void => {
    pending = Buffer.concat([pending, bytes]);
    for (;;) {
      const end = pending.indexOf(HEAD_END);
      if (end < 0) return;
      const head = pending.toString('latin1', 0, end);
      const rest = pending.subarray(end + HEAD_END.length);
      const [method = '', target = ''] = head.split(' ', 2);
      if (serve({ socket, method, target, head, rest }) === 'taken') {
        socket.off('data', read);
        return;
      }
      pending = rest;
    }
  };
  socket.on('data', read);
}

/** An origin on loopback; `port` 0 lets the kernel choose. */
class StageOrigin {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;

  private constructor(server: Server, sockets: Set<Socket>, port: number) {
    this.#server = server;
    this.#sockets = sockets;
    this.port = port;
  }

  static async open(scenario: Scenario, port: number): Promise<StageOrigin> {
    const sockets = new Set<Socket>();
    const server = createServer({ noDelay: true }, (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      scenario.greet?.(socket);
      attend(socket, scenario.serve);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', 1024, resolve);
    });
    const address = server.address();
    return new StageOrigin(server, sockets, typeof address === 'object' && address !== null ? address.port : 0);
  }

  get open(): number {
    return this.#sockets.size;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A plain answer of the origin. */
export function reply(socket: Socket, body: string): AfterServing {
  socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  return 'next';
}

/** Performs a scenario with a filter of the laboratory, or with one that is already running. */
export async function perform(scenario: Scenario, choice: Choice, scale: number): Promise<readonly Check[]> {
  const origin = await StageOrigin.open(scenario, choice.upstream ?? 0);
  let filter: Filter | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    const world = { http: origin.port, tunnel: origin.port };
    filter = await choice.start(scenario.deadlines === undefined ? world : { ...world, deadlines: scenario.deadlines });
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${scenario.name} took more than ${LONGEST} ms`)), LONGEST);
    });
    return await Promise.race([scenario.perform({ filter, upstream: () => origin.open, scale }), late]);
  } finally {
    clearTimeout(timer);
    await filter?.stop();
    await origin.close();
  }
}

/** Where the filter comes from. */
export interface Choice {
  readonly start: (world: World) => Promise<Filter>;
  /** The port that a running filter leads to. */
  readonly upstream?: number;
}

/** One of the laboratory's own filters. */
export function ownFilter(name: string): Choice {
  const kind = FILTERS.find((candidate) => candidate.name === name);
  if (kind === undefined)
    throw new Error(`--filter ${name}: not one of ${FILTERS.map((known) => known.name).join(', ')}`);
  return { start: async (world) => await kind.start(world) };
}

function runningFilter(proxy: string, upstream: string | undefined, pid: string | undefined): Choice {
  const [, host = '', port = ''] = /^(.+):(\d+)$/.exec(proxy) ?? [];
  if (host === '' || upstream === undefined) throw new Error('--proxy HOST:PORT and --upstream PORT go together');
  const filter = {
    ...external({ host, port: Number(port) }, undefined),
    pid: pid === undefined ? undefined : Number(pid),
  };
  return { start: async () => await Promise.resolve(filter), upstream: Number(upstream) };
}

/** Runs a scenario with the options `args`: prints its checks, sets the exit code (0 passed, 1 failed, 2 not made). */
export async function runAsProgram(scenario: Scenario, args: readonly string[]): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      killAll();
      process.exit(130);
    });
  }
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        filter: { type: 'string', default: 'netvakt' },
        proxy: { type: 'string' },
        upstream: { type: 'string' },
        pid: { type: 'string' },
        scale: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(`${scenario.name}: ${scenario.why}\n
  --filter NAME          ${FILTERS.map(({ name }) => name).join(', ')} (default netvakt)
  --proxy HOST:PORT      one that is running; with --upstream PORT (where it leads), and --pid PID to measure it
  --scale N              1 is the full size, 0.1 a tenth (default 1)
  --json                 the checks as one JSON object
  --help\n`);
      return;
    }
    const choice =
      values.proxy === undefined ? ownFilter(values.filter) : runningFilter(values.proxy, values.upstream, values.pid);
    const started = performance.now();
    const checks = await perform(scenario, choice, Number(values.scale));
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    const passed = checks.every((check) => check.passed);
    if (values.json)
      process.stdout.write(`${JSON.stringify({ scenario: scenario.name, seconds, passed, checks }, undefined, 2)}\n`);
    else
      process.stdout.write(
        `${checks.map(line).join('')}${scenario.name}: ${passed ? 'PASS' : 'FAIL'} (${seconds} s)\n`,
      );
    process.exitCode = passed ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  }
}

function line({ name, passed, detail }: Check): string {
  return `${passed ? 'ok  ' : 'FAIL'}  ${name}: ${detail}\n`;
}
