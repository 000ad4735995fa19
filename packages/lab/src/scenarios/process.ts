/** What a process holds, read from `/proc`. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Open sockets of a process; 0 where the process is unknown or gone. */
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

/** Resident memory in bytes; 0 where the process is unknown or gone. */
export function memoryOf(pid: number | undefined): number {
  if (pid === undefined) return 0;
  try {
    const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
    return Number(line?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Bytes as whole mebibytes, for people. */
export function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} MiB`;
}

/** Waits until `reached()`, at most `ms`; the milliseconds that it took, or `undefined`. */
export async function until(reached: () => boolean, ms: number): Promise<number | undefined> {
  const start = performance.now();
  while (performance.now() - start < ms) {
    if (reached()) return Math.round(performance.now() - start);
    await sleep(50);
  }
  return reached() ? Math.round(performance.now() - start) : undefined;
}

/** Keeps the highest resident memory of a process until it is told to stop. */
export class MemoryWatch {
  readonly base: number;
  #highest: number;
  readonly #timer: NodeJS.Timeout;

  constructor(pid: number | undefined) {
    this.base = memoryOf(pid);
    this.#highest = this.base;
    this.#timer = setInterval(() => {
      this.#highest = Math.max(this.#highest, memoryOf(pid));
    }, 50);
  }

  /** Bytes above the base at the highest moment. */
  stop(): number {
    clearInterval(this.#timer);
    return this.#highest - this.base;
  }
}
