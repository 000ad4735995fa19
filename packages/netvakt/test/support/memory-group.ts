/** A control group of a test's own with a limit on memory, of either version: the kernel ends a process that exceeds it. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { until } from '@netvakt/testing';

const OLD = '/sys/fs/cgroup/memory';
const IS_OLD = existsSync(join(OLD, 'memory.limit_in_bytes'));
const PATH = join(IS_OLD ? OLD : '/sys/fs/cgroup', `netvakt-test-${process.pid}`);
const LIMIT = join(PATH, IS_OLD ? 'memory.limit_in_bytes' : 'memory.max');
const USAGE = join(PATH, IS_OLD ? 'memory.usage_in_bytes' : 'memory.current');

/** Who writes the number of a process here moves it in, with the children that it will have. */
export const GROUP_PROCESSES = join(PATH, 'cgroup.procs');

/** Throws if the system lets this process make none. */
export function makeGroup(): void {
  mkdirSync(PATH);
  if (existsSync(LIMIT)) return;
  rmdirSync(PATH);
  throw new Error('The hierarchy of control groups has no controller for memory');
}

/** Lets the group have so many bytes more than it uses now. */
export function leaveInGroup(bytes: number): void {
  writeFileSync(LIMIT, `${Number(readFileSync(USAGE, 'latin1')) + bytes}`);
}

/** Removes it, once its processes have gone. */
export async function removeGroup(): Promise<void> {
  await until('the group is empty', () => {
    try {
      if (existsSync(PATH)) rmdirSync(PATH);
      return true;
    } catch {
      return false;
    }
  });
}

/** Processes that process `pid` has started and that have not ended. */
export function childrenOf(pid: number): readonly string[] {
  return readdirSync(`/proc/${pid}/task`)
    .flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' '))
    .filter((child) => child !== '');
}

function obstacle(): string | undefined {
  try {
    makeGroup();
    rmdirSync(PATH);
    return undefined;
  } catch {
    return 'no control group for memory can be made here';
  }
}

const reason = obstacle();
const { skip } = describe;

/** `describe` for tests that need such a group; if there is none they are skipped, with the reason, but not in CI. */
export const describeWithGroup: (name: string, tests: () => void) => void =
  reason === undefined || process.env['CI'] !== undefined
    ? describe
    : (name, tests) => skip(`${name} (${reason})`, tests);
