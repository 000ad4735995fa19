import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/** Keeps SIGUSR1 from opening Node's inspector, from the first instruction on: a process behind the traffic holds entries in plain text. */
export const NO_INSPECTOR = '--disable-sigusr1';

/** Variables through which Node would open an inspector, or write what it does and holds. */
const REVEALING_VARIABLES = new Set(['NODE_OPTIONS', 'NODE_DEBUG', 'NODE_DEBUG_NATIVE', 'NODE_V8_COVERAGE']);

/**
 * Of 1000: the kernel, out of memory, ends whoever has most, with all memory added to this one's. Half was too little in a control group:
 * half of its limit, added to a process that has just begun, can be less than what the filter holds.
 */
const OUT_OF_MEMORY_FIRST = 1000;

/**
 * Starts a process behind the traffic, and without the variables by which Node would let somebody look into it:
 *
 *   one core      Node's helpers would take the others, and a request that comes then waits for a slice to end
 *   nice 10       there, a worker that has something to forward gets nine times its share
 *   out of memory it goes before the filter does
 *
 * What the system does not allow is left out. ADR 9 has what each is worth.
 */
export function spawnBehindTraffic(program: string, words: readonly string[], options: SpawnOptions): ChildProcess {
  const [first = program, ...rest] = [...throughOneCore(), program, ...words];
  const child = spawn(first, rest, { env: quietEnvironment(), ...options });
  const { pid } = child;
  if (pid === undefined) return child; // it did not start
  attempt(() => putBehind(pid));
  attempt(() => writeFileSync(`/proc/${pid}/oom_score_adj`, `${OUT_OF_MEMORY_FIRST}`));
  return child;
}

/** Keeps the options of NODE_OPTIONS that find modules: from source, that is a condition. */
function quietEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !REVEALING_VARIABLES.has(name));
  const conditions = (process.env['NODE_OPTIONS'] ?? '')
    .split(/\s+/u)
    .filter((word) => word.startsWith('--conditions='));
  return Object.fromEntries(conditions.length === 0 ? kept : [...kept, ['NODE_OPTIONS', conditions.join(' ')]]);
}

/** Linux has a priority for each thread. A new one has its maker's: on a busy machine some may be there before this is said. */
function putBehind(pid: number): void {
  setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  for (const thread of readdirSync(`/proc/${pid}/task`))
    setPriority(Number(thread), constants.priority.PRIORITY_BELOW_NORMAL);
}

let oneCore: readonly string[] | undefined;

/** The words before a command that keep it on one core, the last that this process may use; none if there is only one, or no taskset(1). */
export function throughOneCore(): readonly string[] {
  oneCore ??= pinnedTo(lastOfSeveralCores());
  return oneCore;
}

function pinnedTo(core: string | undefined): readonly string[] {
  if (core === undefined) return [];
  const words = ['taskset', '--cpu-list', core];
  // Tried once: if it may not be done, a list must be fetched all the same.
  const { status } = spawnSync('taskset', [...words.slice(1), process.execPath, '--version'], { stdio: 'ignore' });
  return status === 0 ? words : [];
}

/** `Cpus_allowed_list: 0-2,6` gives 6 (proc(5)). */
function lastOfSeveralCores(): string | undefined {
  try {
    const list = /^Cpus_allowed_list:\s+(\S+)$/mu.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? '';
    return /[-,](\d+)$/u.exec(list)?.[1];
  } catch {
    return undefined; // not Linux
  }
}

/** It may have ended already, or the system, which need not be Linux, allows none: then it shares evenly. */
function attempt(act: () => void): void {
  try {
    act();
  } catch {
    // See above.
  }
}
