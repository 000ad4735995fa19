import {
  type BuildInfo,
  type HealthState,
  type KernelQueues,
  lacksRules,
  NO_RULES,
  type ProcessStatus,
  type QueueFigures,
  type ReloadState,
  type RulesFigures,
} from '@netvakt/metrics';
import { type OverloadPolicy, type PacketSettings, UNSERVED } from '@netvakt/proxy';
import { VERSION } from '../base/version.ts';
import { KERNEL_QUEUES, kernelQueuesIn } from '../export/nft/kernel-queues.ts';
import { trackedConnections } from './conntrack.ts';
import { contentOf } from './proc.ts';

const NEVER_UNSERVED: QueueFigures['unserved'] = Object.fromEntries(UNSERVED.map((reason) => [reason, 0]));

/** The figures of the running process; the one place where they change. */
export class Status {
  phase: HealthState['phase'] = 'starting';
  workersWanted = 0;
  workersRunning: () => number = () => 0;
  workerRestarts = 0;
  connectionLimit = 0;
  descriptors: ProcessStatus['descriptors'] = { open: 0, limit: Number.POSITIVE_INFINITY };
  conntrack: () => ProcessStatus['conntrack'] = trackedConnections;
  queuesUnserved: () => QueueFigures['unserved'] = () => NEVER_UNSERVED;
  /** The queues of packets that this process serves, if it does. */
  packet: Pick<PacketSettings, 'queue' | 'queues'> | undefined;
  drainFile = false;
  listsExpired: () => boolean = () => false;
  rules: () => RulesFigures = () => NO_RULES;
  overloadSeconds: () => number = () => 0;
  overloadPolicies: readonly OverloadPolicy[] = [];
  reloads = { attempts: 0, failures: 0, lastSuccess: 0 };
  /** Whether one is under way. */
  reloading = false;
  /** Codes of what the last reload was refused for. */
  refused: readonly string[] = [];
  snapshot = { rules: 0, bytes: 0, compileSeconds: 0 };

  read(): ProcessStatus {
    const conntrack = once(this.conntrack);
    const queues = once((): QueueFigures => ({ unserved: this.queuesUnserved(), kernel: this.#kernelQueues() }));
    return {
      health: this.health(),
      rules: this.rules(),
      // Read when the first series asks for them: most readers of the status do not.
      get conntrack() {
        return conntrack();
      },
      get queues() {
        return queues();
      },
      connectionLimit: this.connectionLimit,
      descriptors: this.descriptors,
      workerRestarts: this.workerRestarts,
      overload: { seconds: this.overloadSeconds(), policies: this.overloadPolicies },
      reloads: { ...this.reloads },
      snapshot: this.snapshot,
    };
  }

  /** Current if the kernel lets this process see them, else as of the last check by netvakt-rules.timer. */
  #kernelQueues(): KernelQueues | undefined {
    if (this.packet === undefined) return undefined;
    const text = contentOf(KERNEL_QUEUES);
    return text === undefined ? this.rules().queues : kernelQueuesIn(text, this.packet);
  }

  reload(): ReloadState {
    const { attempts: begun } = this.reloads;
    const { phase, refused } = this;
    return { pid: process.pid, phase, begun, ended: this.reloading ? begun - 1 : begun, refused };
  }

  health(): HealthState {
    return {
      phase: this.phase,
      listsLoaded: this.snapshot.bytes > 0,
      workersRunning: this.workersRunning(),
      workersWanted: this.workersWanted,
      drainFile: this.drainFile,
      listsExpired: this.listsExpired(),
      rulesMissing: lacksRules(this.rules()),
    };
  }
}

function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => (known ??= { value: read() }).value;
}

/** The labels of `netvakt_build_info`. A build sets `NETVAKT_COMMIT`; anything that is no hash is `unknown`. */
export function buildInfo(commit: string | undefined): BuildInfo {
  const known = commit !== undefined && /^[0-9a-f]{7,64}$/.test(commit);
  return { version: VERSION, commit: known ? commit : 'unknown', node: process.version };
}
