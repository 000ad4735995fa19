/** What Linux reports of the processes that a test's own process has started (proc(5)). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { found, until } from '@netvakt/testing';

/** Their numbers. */
export function children(): readonly string[] {
  return readdirSync('/proc/self/task')
    .flatMap((thread) => readFileSync(`/proc/self/task/${thread}/children`, 'latin1').split(' '))
    .filter((pid) => pid !== '');
}

/** The nice value of each thread. */
export function niceOf(pid: string): readonly number[] {
  return readdirSync(`/proc/${pid}/task`).map((thread) => {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
  });
}

/** The cores that it may use, as `0-2,6`. */
export function coresOf(pid: string): string {
  return /^Cpus_allowed_list:\s+(\S+)$/mu.exec(statusOf(pid))?.[1] ?? '';
}

/** The child that is not one of `before`, once its threads are there. */
export function newChild(before: readonly string[]): Promise<string> {
  return found('a new child with threads', () =>
    children().find((child) => !before.includes(child) && niceOf(child).length > 2),
  );
}

/** `VmHWM` of a process's status, in bytes: the most memory that it has had. */
export function peakOf(status: string): number {
  return Number(/^VmHWM:\s+(\d+) kB$/mu.exec(status)?.[1]) * 1024;
}

/** Empty if it is gone. */
function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'latin1');
  } catch {
    return '';
  }
}

/** The TCP ports of IPv4 that a process listens on (proc(5), net/tcp). */
export function listeningPorts(pid: string | number): readonly number[] {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).map((descriptor) => targetOf(`/proc/${pid}/fd/${descriptor}`)),
  );
  return readFileSync(`/proc/${pid}/net/tcp`, 'latin1')
    .split('\n')
    .map((line) => line.trim().split(/\s+/u))
    .filter((fields) => fields[3] === '0A' && sockets.has(`socket:[${fields[9]}]`))
    .map(([, local = '']) => Number.parseInt(local.slice(local.indexOf(':') + 1), 16));
}

/** Empty if it was closed meanwhile. */
function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}

/**
 * Resolves when a process that was sent SIGUSR1 as well, after all others, has opened its inspector: by then they would have, too.
 */
export async function whenOthersWouldInspect(): Promise<void> {
  const other = spawn(process.execPath, ['--inspect-port=0', '-e', 'setTimeout(() => {}, 600000); console.log(1)']);
  try {
    await once(other.stdout, 'data');
    other.kill('SIGUSR1');
    await until('an inspector of the other process', () => listeningPorts(other.pid ?? 0).length > 0);
  } finally {
    other.kill('SIGKILL');
  }
}
