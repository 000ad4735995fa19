/** Programs of others, started for a run on loopback and always ended: exactly those started here, by process id. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const alive = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** The core that it may run on, all of its threads and children included. */
  readonly core: number;
}

/** A running program that listens on a port of 127.0.0.1. */
export interface PinnedDaemon {
  readonly pid: number;
  readonly port: number;
  stop(): Promise<void>;
}

const STOP_MILLIS = 3000;

/** Whether a program is installed. */
export function isInstalled(program: string): boolean {
  return spawnSync('which', [program], { stdio: 'ignore' }).status === 0;
}

/** Arguments that run a program on one core, where taskset is present. */
export function pinned({ program, args, core }: Command): [string, string[]] {
  return isInstalled('taskset') ? ['taskset', ['-c', String(core), program, ...args]] : [program, [...args]];
}

/**
 * Starts a program and waits until its port answers.
 *
 * @throws with the program's own words where it ends early or does not listen in time.
 */
export async function startDaemon(
  name: string,
  command: Command,
  port: number,
  patienceMillis = 60_000,
): Promise<PinnedDaemon> {
  const [program, args] = pinned(command);
  // taskset becomes the program it starts: the process id stays.
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-2000);
    });
  }
  const stop = (): Promise<void> => stopChild(child);
  try {
    await untilListening(port, child, patienceMillis);
  } catch (error) {
    await stop();
    throw new Error(`${name} did not start: ${error instanceof Error ? error.message : String(error)}\n${words}`, {
      cause: error,
    });
  }
  return { pid: child.pid ?? 0, port, stop };
}

/** A port of 127.0.0.1 that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function untilListening(port: number, child: ChildProcess, patienceMillis: number): Promise<void> {
  const deadline = performance.now() + patienceMillis;
  while (performance.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`it ended (${child.signalCode ?? child.exitCode})`);
    if (await answers(port)) return;
    await sleep(50);
  }
  throw new Error(`nothing listens on port ${port} after ${patienceMillis} ms`);
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MILLIS);
  await exited;
  clearTimeout(late);
}
