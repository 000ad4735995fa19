/** What a process holds, read from `/proc`. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { WAIT } from '@netvakt/testing';

/** Open sockets of a process; 0 if the process is unknown or gone. */
export function socketsOf(pid: number | undefined): number {
  if (pid === undefined) return 0;
  const folder = `/proc/${pid}/fd`;
  let count = 0;
  try {
    for (const name of readdirSync(folder)) if (isSocket(`${folder}/${name}`)) count += 1;
  } catch {
    return 0;
  }
  return count;
}

function isSocket(path: string): boolean {
  try {
    return readlinkSync(path).startsWith('socket:');
  } catch {
    return false; // Closed between the two calls.
  }
}

/** Resident memory in bytes, now or at its highest; 0 if the process is unknown or gone. */
export function memoryOf(pid: number | undefined, what: 'VmRSS' | 'VmHWM' = 'VmRSS'): number {
  if (pid === undefined) return 0;
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return Number(new RegExp(`^${what}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Bytes as whole mebibytes, for people. */
export function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} MiB`;
}

/** Waits until `reached()`, at most `ms`; the milliseconds that it took, or `undefined`. */
export async function until(reached: () => boolean, ms: number = WAIT): Promise<number | undefined> {
  const start = performance.now();
  while (performance.now() - start < ms) {
    if (reached()) return Math.round(performance.now() - start);
    await sleep(50);
  }
  return reached() ? Math.round(performance.now() - start) : undefined;
}

/** Knows how far the resident memory of a process has risen. The kernel keeps the highest (proc(5), VmHWM), so nothing is missed. */
export class MemoryWatch {
  readonly base: number;
  readonly #pid: number | undefined;
  readonly #highestBefore: number;

  constructor(pid: number | undefined) {
    this.#pid = pid;
    this.base = memoryOf(pid);
    this.#highestBefore = memoryOf(pid, 'VmHWM');
  }

  /** Bytes above the base at the highest moment since then; the present ones if it has been higher before. */
  stop(): number {
    const highest = memoryOf(this.#pid, 'VmHWM');
    return (highest > this.#highestBefore ? highest : memoryOf(this.#pid)) - this.base;
  }
}
