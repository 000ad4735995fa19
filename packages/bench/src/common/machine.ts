/** What the figures were measured on. Figures of two machines are never compared; ratios within one run are. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

export interface MachineDescription {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** Per level, as the kernel states it: `L1d 48K`, `L3 32M`; empty if it does not. */
  readonly caches: readonly string[];
  readonly kernel: string;
  readonly node: string;
  readonly v8: string;
  /** Load average over one minute, before the run: near 0 on a machine that does nothing else. */
  readonly loadBefore: number;
  /** Whether measured threads were kept on one core. */
  readonly pinned: boolean;
}

/** When, on what and of which commit a run was, as the first rows of its page. */
export function circumstances({
  machine,
  revision,
  started,
  seconds,
}: RunCircumstances): [title: string, value: string][] {
  return [
    ['machine', `${machine.cpu}, ${machine.cores} cores`],
    ['system', `${machine.kernel}; load before the run ${machine.loadBefore}`],
    ['node', machine.node],
    ['commit', `\`${revision}\``],
    ['run', `${started.slice(0, 10)}, ${seconds} s`],
  ];
}

interface RunCircumstances {
  readonly machine: MachineDescription;
  readonly revision: string;
  /** As ISO 8601. */
  readonly started: string;
  readonly seconds: number;
}

/** The core that measured threads are kept on: the last, since the first has most interrupts. */
export const MEASURED_CORE: number = availableParallelism() - 1;

export function describeMachine(): MachineDescription {
  const [first] = cpus();
  return {
    cpu: `${first?.model.trim() ?? 'unknown'} (${arch()})`,
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    caches: caches(),
    kernel: `${platform()} ${release()}`,
    node: process.version,
    v8: process.versions.v8,
    loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    pinned: spawnSync('taskset', ['--version'], { stdio: 'ignore' }).status === 0,
  };
}

function caches(): string[] {
  const found: string[] = [];
  for (let index = 0; index < 8; index += 1) {
    const read = (file: string): string =>
      readFileSync(`/sys/devices/system/cpu/cpu0/cache/index${index}/${file}`, 'utf8').trim();
    try {
      const type = read('type');
      if (type !== 'Instruction') found.push(`L${read('level')}${type === 'Data' ? 'd' : ''} ${read('size')}`);
    } catch {
      return found; // not Linux, or no more levels
    }
  }
  return found;
}
