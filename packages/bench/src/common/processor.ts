/** Processor time and memory of a process and all of its descendants, as Linux counts them. */

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout) || 100;

/** CPU times of one process, as proc(5) has it. */
export interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly userTicks: number;
  readonly systemTicks: number;
}

/** Seconds. */
export interface ProcessorTime {
  readonly total: number;
  /** The part of `total`, those spent in the kernel. */
  readonly system: number;
}

/**
 * Processor time so far, all threads; in steps of 10 ms. Work that the kernel does for packets in softirqs falls to
 * whoever sent them, and so mostly counts here too.
 */
export function processorTime(pid: number): ProcessorTime {
  const family = familyOf(pid);
  const system = family.reduce((sum, { systemTicks }) => sum + systemTicks, 0) / TICKS_PER_SECOND;
  const user = family.reduce((sum, { userTicks }) => sum + userTicks, 0) / TICKS_PER_SECOND;
  return { total: user + system, system };
}

/** What was spent while `work` ran. */
export async function spentDuring<Value>(
  pid: number,
  work: () => Promise<Value>,
): Promise<Value & { cpuSeconds: number; cpuSystemSeconds: number }> {
  const before = processorTime(pid);
  const value = await work();
  const { total, system } = processorTime(pid);
  return { ...value, cpuSeconds: total - before.total, cpuSystemSeconds: system - before.system };
}

/** Proportional resident memory in bytes: pages shared between the processes count once. */
export function memoryBytes(pid: number): number {
  return familyOf(pid).reduce((sum, { pid: member }) => sum + proportionalBytes(member), 0);
}

/** Keeps all threads of a process on these cores, such as `1` or `0-1`, if taskset is there. Its children stay where they are. */
export function keepOn(cores: number | string, pid: number): void {
  spawnSync('taskset', ['-acp', String(cores), String(pid)], { stdio: 'ignore' });
}

/** Runs `work` with all threads of this process on these cores, and then lets them run wherever they could before. */
export async function whileOn<Value>(cores: number | string, work: () => Promise<Value>): Promise<Value> {
  const before = coresOfThis();
  keepOn(cores, process.pid);
  try {
    return await work();
  } finally {
    if (before !== undefined) keepOn(before, process.pid);
  }
}

/** The process and all that descend from it. */
export function familyOf(pid: number): readonly Stat[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)));
  const family = all.filter((stat) => stat.pid === pid);
  // A child joins after its parent, so the list grows while it is read.
  for (const { pid: parent } of family) family.push(...all.filter((stat) => stat.parent === parent));
  return family;
}

/** Its threads; none if it has ended, or this is not Linux. */
export function threadsOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [];
  }
}

/** As taskset(1) reads them, such as `0-1`; `undefined` if this is not Linux. */
function coresOfThis(): string | undefined {
  try {
    return /^Cpus_allowed_list:\s+(\S+)$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
  } catch {
    return undefined;
  }
}

function statOf(pid: number): Stat[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name, in parentheses, may hold anything; fields are counted from its end (proc(5): state is field 3).
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return [{ pid, parent: Number(fields[1]), userTicks: Number(fields[11]), systemTicks: Number(fields[12]) }];
  } catch {
    return []; // ended meanwhile
  }
}

function proportionalBytes(pid: number): number {
  try {
    const [, kilobytes] = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1')) ?? [];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
