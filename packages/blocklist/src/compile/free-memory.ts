/** How much memory a process may still take: what the machine has, and what each control group above it leaves. */
import { readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { dirname, join } from 'node:path';

/** Where the two versions of control groups keep their figures (Linux, admin-guide/cgroup-v2 and cgroup-v1/memory). */
interface Hierarchy {
  readonly root: string;
  /** Finds this process's group in `/proc/self/cgroup`. */
  readonly line: RegExp;
  readonly limit: string;
  readonly usage: string;
  /** The lines of `memory.stat` that count pages of files: the kernel takes them back before it lacks any. */
  readonly files: RegExp;
}

const HIERARCHIES: readonly Hierarchy[] = [
  {
    root: '/sys/fs/cgroup',
    line: /^0::(?<path>\/.*)$/mu,
    limit: 'memory.max',
    usage: 'memory.current',
    files: /^(?:in)?active_file (\d+)$/gmu,
  },
  {
    root: '/sys/fs/cgroup/memory',
    line: /^\d+:(?:\w+,)*memory(?:,\w+)*:(?<path>\/.*)$/mu,
    limit: 'memory.limit_in_bytes',
    usage: 'memory.usage_in_bytes',
    files: /^total_(?:in)?active_file (\d+)$/gmu,
  },
];

/** Bytes that may still be taken. Not `process.availableMemory()`: it takes files that the kernel merely remembers for memory in use. */
export function freeMemory(): number {
  return Math.min(freemem(), ...HIERARCHIES.flatMap(freeInGroups));
}

const MIB = 1 << 20;
/** What a process that compiles takes outside its heap, in bytes: code, buffers, and the young part of the heap. */
const OUTSIDE_HEAP = 96 * MIB;
const LEAST_HEAP = 64 * MIB;

/**
 * The option that lets a process of Node's have all the memory there is for its heap, or what is free of it. By default it would stop at a
 * quarter of what a control group allows; what guards a list is its estimate. A collector that does not know what is free keeps garbage:
 * on a busy machine, 200,000 pages with long paths took up to 1.3 times their estimate, and 0.94 times with this bound.
 *
 * @param free - in bytes.
 */
export function heapOption(free: number = Number.POSITIVE_INFINITY): string {
  const all = Math.min(totalmem(), process.constrainedMemory());
  return `--max-old-space-size=${Math.floor(Math.min(all, Math.max(LEAST_HEAP, free - OUTSIDE_HEAP)) / MIB)}`;
}

/** What each group on the way up to the root leaves; those without a limit leave more than there is. */
function freeInGroups({ root, line, limit, usage, files }: Hierarchy): readonly number[] {
  const free: number[] = [];
  const path = line.exec(textOf('/proc/self/cgroup'))?.groups?.['path'];
  if (path === undefined) return free;
  for (let group = join(root, path); group.startsWith(root); group = dirname(group)) {
    // Empty and `max` are no numbers: not there, or without a limit.
    const most = Number.parseInt(textOf(join(group, limit)), 10);
    const used = Number.parseInt(textOf(join(group, usage)), 10);
    const remembered = [...textOf(join(group, 'memory.stat')).matchAll(files)].map(([, bytes]) => Number(bytes));
    if (most > 0 && used > 0) free.push(most - used + remembered.reduce((sum, bytes) => sum + bytes, 0));
  }
  return free;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
