/**
 * The messages between the main thread and a worker.
 *
 *   main                                     worker
 *    │  new Worker(entry, { workerData: WorkerStart })
 *    ├───────────────────────────────────────►│ attaches the snapshot, then listens
 *    │◄── listening(addresses) ───────────────┤
 *    ├─── publish(snapshot, listSlots, …) ───►│ one assignment
 *    │◄── published ──────────────────────────┤
 *    ├─── exempt(table) ─────────────────────►│ one assignment, for connections that begin from then on
 *    ├─── probe(ticket) ─────────────────────►│ asks its matcher, in the event loop that serves clients
 *    │◄── probed(ticket) ─────────────────────┤
 *    │◄── filled(full) ───────────────────────┤ as many connections as it may have, or room again
 *    │◄── paused(errno) ──────────────────────┤ the kernel gives it no connections: once for each error
 *    ├─── drain(grace) ──────────────────────►│ stops accepting, finishes what it has
 *    │◄── drained(cut) ───────────────────────┤ and exits by itself
 */
import type { ListenerAddress } from '../accept/listener.ts';
import type { BoundQueue } from '../packet/queue-server.ts';
import type { DataPlaneSettings, ReloadableSettings } from '../settings/settings.ts';

/** What a data-plane worker finds in `workerData`. `data` is what the caller of {@link DataPlane.start} added. */
export interface WorkerStart<Data = unknown> {
  /** 0 .. workers - 1, and behind them one for each queue of netfilter. A replacement has the index of the worker that it replaces. */
  readonly index: number;
  readonly workers: number;
  /** It may take time before it listens. A replacement may not: its clients wait already. */
  readonly rehearses: boolean;
  readonly settings: DataPlaneSettings;
  readonly snapshot: SharedArrayBuffer;
  readonly listSlots: Uint16Array;
  readonly hashKeys: readonly Uint8Array[];
  /** Memory of an `ExemptionTable`; `undefined`: nobody is exempt. */
  readonly exemptions?: SharedArrayBuffer | undefined;
  /** The queue of netfilter that this worker serves, in place of listeners. */
  readonly queue?: BoundQueue | undefined;
  /** Memory of a `DescriptorSet`: the worker's sockets, for whoever closes them when it has ended. */
  readonly descriptors?: SharedArrayBuffer | undefined;
  readonly data: Data;
}

export type ToWorker =
  | {
      readonly kind: 'publish';
      /** Counts up; the answer carries it. */
      readonly ticket: number;
      readonly snapshot: SharedArrayBuffer;
      readonly listSlots: Uint16Array;
      /** Keys of the snapshot's lists of keyed hashes: they take effect with it, or nothing of them would be covered meanwhile. */
      readonly hashKeys: readonly Uint8Array[];
      readonly settings: ReloadableSettings | undefined;
    }
  | { readonly kind: 'exempt'; readonly table: SharedArrayBuffer }
  | { readonly kind: 'probe'; readonly ticket: number }
  | { readonly kind: 'drain'; readonly graceMs: number };

export type FromWorker =
  /** `addresses`: in the order of the settings' listeners. */
  | { readonly kind: 'listening'; readonly addresses: readonly ListenerAddress[] }
  | { readonly kind: 'published'; readonly ticket: number }
  | { readonly kind: 'publish-failed'; readonly ticket: number; readonly message: string }
  | { readonly kind: 'probed'; readonly ticket: number }
  | { readonly kind: 'filled'; readonly full: boolean }
  | { readonly kind: 'paused'; readonly errno: string }
  | { readonly kind: 'drained'; readonly cut: number };

/** The end of the channel that a worker holds: `parentPort`, or one half of a `MessageChannel` in tests. */
export interface WorkerPort {
  postMessage(message: FromWorker): void;
  on(event: 'message', listener: (message: ToWorker) => void): unknown;
  close(): void;
}
