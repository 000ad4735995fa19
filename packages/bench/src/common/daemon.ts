/** Programs, started for a run and always ended: exactly those started here, by process id. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export { freePort } from '@netvakt/fixtures/daemons';

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

/** A program that runs, until it is stopped. */
export interface RunningProgram {
  readonly pid: number;
  stop(): Promise<void>;
}

/** A running program that listens on a port of 127.0.0.1. */
export interface PinnedDaemon extends RunningProgram {
  readonly port: number;
}

const STOP_MILLIS = 3000;
const LOOK_MILLIS = 50;
const PATIENCE_MILLIS = 60_000;
const WORDS_KEPT = 2000;

/** Whether a program is installed. */
export function isInstalled(program: string): boolean {
  return spawnSync('which', [program], { stdio: 'ignore' }).status === 0;
}

/** Arguments that run a program on one core, if taskset is present. */
export function pinned({ program, args, core }: Command): [string, string[]] {
  return isInstalled('taskset') ? ['taskset', ['-c', String(core), program, ...args]] : [program, [...args]];
}

/**
 * Starts a program and waits until its port answers.
 *
 * @param patience - milliseconds
 * @throws with the program's own words if it ends early or does not listen in time.
 */
export async function startDaemon(
  name: string,
  command: Command,
  port: number,
  patience?: number,
): Promise<PinnedDaemon> {
  // taskset becomes the program it starts: the process id stays.
  const [program, args] = pinned(command);
  return { ...(await startProgram(name, [program, ...args], () => answers(port), patience)), port };
}

/**
 * Starts a program and waits until `ready`, which is given its last words, returns true.
 *
 * @throws with these words if it ends early, or is not ready in time.
 */
export async function startProgram(
  name: string,
  [program = '', ...args]: readonly string[],
  ready: (output: string) => boolean | Promise<boolean>,
  patience: number = PATIENCE_MILLIS,
): Promise<RunningProgram> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-WORDS_KEPT)));
  const stop = (): Promise<void> => stopChild(child);
  for (const deadline = performance.now() + patience; !(await ready(output)); await sleep(LOOK_MILLIS)) {
    const why = hasEnded(child)
      ? `it ended (${child.signalCode ?? child.exitCode})`
      : performance.now() > deadline && `it was not ready after ${patience} ms`;
    if (why === false) continue;
    await stop();
    throw new Error(`${name} did not start: ${why}\n${output}`);
  }
  return { pid: child.pid ?? 0, stop };
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
  if (hasEnded(child)) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MILLIS);
  await exited;
  clearTimeout(late);
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
