/** The place in which a contestant is started, and the handle of its running program. */
import type { RunningProgram } from '../../common/daemon.ts';
import type { FilterNetwork } from '../network.ts';

export interface Site {
  readonly network: FilterNetwork;
  /** The namespace of its machine. */
  readonly namespace: string;
  /** For its files; removed after the run. */
  readonly folder: string;
  /** Host names, one a line, each a rule. */
  readonly listFile: string;
  /** The core that it has for itself. */
  readonly core: number;
  /** A checkout of Netvakt in which `pnpm install` has run. */
  readonly checkout: string;
  /** A folder for V8's profiles of Netvakt's threads; `undefined`: none are taken. */
  readonly profiles: string | undefined;
}

/** A filter that runs. Its process id is 0 if it is the kernel alone. */
export type StartedFilter = RunningProgram;
