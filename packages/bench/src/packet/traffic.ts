/** The client and the server of a run: see traffic.c. Both share the first core. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compiledProgram } from '../common/compiler.ts';
import { type RunningProgram, startProgram } from '../common/daemon.ts';
import type { FilterNetwork } from './network.ts';

const SOURCE = new URL('traffic.c', import.meta.url);
const LOAD_CORE = '0';

/** What a client asks for, from one filter's destination. */
export interface TrafficTask {
  readonly kind: 'tcp' | 'quic';
  readonly destination: string;
  readonly count: number;
  readonly concurrency: number;
  /** Length of an answer, or of a datagram. */
  readonly bytes: number;
  /** With the hello, or with pairs of datagrams. */
  readonly file: string;
}

/** What a client saw. */
export interface TrafficAnswer {
  readonly done: number;
  readonly failed: number;
  readonly seconds: number;
  readonly cpuMicros: number;
  readonly medianMicros: number;
}

/** A running server, and clients as they are asked for. */
export class PacketTraffic {
  readonly #network: FilterNetwork;
  readonly #program: string;
  readonly #server: RunningProgram;

  /** @param folder - for the compiled program */
  static async start(network: FilterNetwork, folder: string): Promise<PacketTraffic> {
    const program = compiledProgram(SOURCE, folder, 'traffic');
    const command = onLoadCore(network.server, [program, 'server']);
    const server = await startProgram('The server', command, (output) => output.includes('ready'));
    return new PacketTraffic(network, program, server);
  }

  private constructor(network: FilterNetwork, program: string, server: RunningProgram) {
    this.#network = network;
    this.#program = program;
    this.#server = server;
  }

  /** The server's process. */
  get pid(): number {
    return this.#server.pid;
  }

  async ask({ kind, destination, count, concurrency, bytes, file }: TrafficTask): Promise<TrafficAnswer> {
    const numbers = [count, concurrency, bytes].map(String);
    const [command = '', ...words] = onLoadCore(this.#network.client, [
      this.#program,
      kind,
      destination,
      ...numbers,
      file,
    ]);
    const { stdout } = await promisify(execFile)(command, words);
    return JSON.parse(stdout) as TrafficAnswer;
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}

function onLoadCore(namespace: string, command: readonly string[]): readonly string[] {
  return ['ip', 'netns', 'exec', namespace, 'taskset', '-c', LOAD_CORE, ...command];
}

/** Writes bytes for a client into a file of the folder; returns its path. */
export function trafficFile(folder: string, name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}
