import { Matcher, openSnapshot } from '@netvakt/matcher';
import { Gate } from '../accept/gate.ts';
import type { RuleMatcher } from '../decide/rule-matcher.ts';
import type { ProxyObserver } from '../observe/observer.ts';
import type { FromWorker, ToWorker, WorkerPort, WorkerStart } from './messages.ts';

/** Makes a matcher of a published buffer, or throws where it is no snapshot of this version. */
export type OpenSnapshot = (buffer: SharedArrayBuffer) => RuleMatcher;

/** {@link serveDataPlane} with another way to open a snapshot, for tests that bring their own rules. */
export async function serveWith(
  open: OpenSnapshot,
  port: WorkerPort,
  start: WorkerStart,
  observer: ProxyObserver,
): Promise<void> {
  const { settings, workers } = start;
  const gate = new Gate({ settings, workers, matcher: open(start.snapshot), observer });
  observer.snapshotReplaced(start.listSlots);
  port.on('message', obey);
  port.postMessage({ kind: 'listening', addresses: await gate.listen() });

  function obey(message: ToWorker): void {
    switch (message.kind) {
      case 'publish':
        port.postMessage(publish(message));
        return;
      case 'drain':
        void drain(message.graceMs);
        return;
    }
  }

  /** A snapshot that cannot be opened changes nothing. */
  function publish(message: Extract<ToWorker, { kind: 'publish' }>): FromWorker {
    const { ticket } = message;
    try {
      const matcher = open(message.snapshot);
      observer.snapshotReplaced(message.listSlots);
      gate.publish(matcher, message.settings);
      return { kind: 'published', ticket };
    } catch (error) {
      return { kind: 'publish-failed', ticket, message: error instanceof Error ? error.message : 'unknown error' };
    }
  }

  async function drain(graceMs: number): Promise<void> {
    port.postMessage({ kind: 'drained', cut: await gate.drain(graceMs) });
    port.close();
  }
}

/**
 * Runs the data plane inside a worker thread: opens the snapshot, listens, and obeys the main thread until it is told to
 * drain. Resolves when listening; rejects (and so ends the worker) where it cannot listen, open the snapshot or use the
 * settings. `port` is `parentPort` and `start` is `workerData`.
 */
export function serveDataPlane(port: WorkerPort, start: WorkerStart, observer: ProxyObserver): Promise<void> {
  return serveWith(openMatcher, port, start, observer);
}

function openMatcher(buffer: SharedArrayBuffer): RuleMatcher {
  return new Matcher(openSnapshot(buffer));
}
