import { attachSnapshot, HashedMatcher, Matcher, type Snapshot, withShadows } from '@netvakt/matcher';
import { Gate } from '../accept/gate.ts';
import { hashTextUnder } from '../decide/hash-text.ts';
import type { RuleMatcher } from '../decide/rule-matcher.ts';
import { ShadowMatcher } from '../decide/shadow-matcher.ts';
import { DescriptorSet } from '../linux/descriptor-set.ts';
import type { ProxyObserver } from '../observe/observer.ts';
import { rehearse } from '../rehearse/rehearse.ts';
import { SettingsError } from '../settings/settings-error.ts';
import { keepRecord } from '../socket/poller.ts';
import type { FromWorker, ToWorker, WorkerPort, WorkerStart } from './messages.ts';
import { goFirst } from './priority.ts';

/** Makes a matcher of a published buffer, or throws if it is no snapshot of this version or of these markets. */
export type OpenSnapshot = (
  buffer: SharedArrayBuffer,
  markets: readonly string[],
  observer: ProxyObserver,
  hashKeys: readonly Uint8Array[],
) => RuleMatcher;

/** {@link serveDataPlane} with another way to open a snapshot, for tests that bring their own rules. */
export async function serveWith(
  open: OpenSnapshot,
  port: WorkerPort,
  start: WorkerStart,
  observer: ProxyObserver,
  rehearsal?: ProxyObserver,
): Promise<void> {
  const { settings, workers, listSlots } = start;
  let { markets } = settings;
  if (start.descriptors !== undefined) keepRecord(new DescriptorSet(start.descriptors));
  if (rehearsal !== undefined && start.rehearses) {
    const matcher = open(start.snapshot, markets, rehearsal, start.hashKeys);
    await rehearse({ settings, matcher, observer: rehearsal, listSlots });
  }
  // After the rehearsal: V8's threads, which make code of it, have their share till then.
  goFirst();
  const filled = (full: boolean): void => port.postMessage({ kind: 'filled', full });
  const paused = (errno: string): void => port.postMessage({ kind: 'paused', errno });
  const gate = new Gate({
    settings,
    workers,
    matcher: open(start.snapshot, markets, observer, start.hashKeys),
    observer,
    listSlots,
    exemptions: start.exemptions,
    filled,
    paused,
    queue: start.queue,
  });
  observer.snapshotReplaced(listSlots);
  port.on('message', obey);
  port.postMessage({ kind: 'listening', addresses: await gate.listen() });

  function obey(message: ToWorker): void {
    switch (message.kind) {
      case 'publish':
        port.postMessage(publish(message));
        return;
      case 'exempt':
        gate.exempt(message.table);
        return;
      case 'probe':
        gate.probe();
        port.postMessage({ kind: 'probed', ticket: message.ticket });
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
      const next = message.settings?.markets ?? markets;
      const matcher = open(message.snapshot, next, observer, message.hashKeys);
      gate.publish(matcher, message.listSlots, message.settings);
      markets = next;
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
 * Runs the data plane inside a worker thread: opens the snapshot, listens, and obeys the main thread until that asks it to
 * drain. Resolves when listening; rejects (and so ends the worker) if it cannot listen, open the snapshot or use the
 * settings. `port` is `parentPort` and `start` is `workerData`.
 *
 * @param rehearsal - counts a rehearsal before the first listening, for half a second at most; without it there is none. Of the same class as
 *   `observer`, over memory that nobody reads
 */
export function serveDataPlane(
  port: WorkerPort,
  start: WorkerStart,
  observer: ProxyObserver,
  rehearsal?: ProxyObserver,
): Promise<void> {
  return serveWith(openMatcher, port, start, observer, rehearsal);
}

/**
 * Attached, not opened: 0.3 to 0.5 ms instead of 15 ms for a million rules, in an event loop that serves clients. The crew
 * lets no buffer through that it has not opened itself. A market is a position in both lists:
 * another order would judge every client by another country's list.
 */
function openMatcher(
  buffer: SharedArrayBuffer,
  markets: readonly string[],
  observer: ProxyObserver,
  hashKeys: readonly Uint8Array[],
): RuleMatcher {
  const snapshot = attachSnapshot(buffer);
  const compiledFor = snapshot.markets.join();
  if (compiledFor === markets.join()) return matcherOf(snapshot, hashKeys);
  if (compiledFor === withShadows(markets).join()) {
    return new ShadowMatcher(matcherOf(snapshot, hashKeys), markets.length, observer);
  }
  throw new SettingsError('markets', 'the snapshot was compiled for others, or for the same in another order');
}

/** Without lists of keyed hashes nothing asks for any. */
function matcherOf(snapshot: Snapshot, hashKeys: readonly Uint8Array[]): RuleMatcher {
  const plain = new Matcher(snapshot);
  return hashKeys.length === 0 ? plain : new HashedMatcher(plain, hashTextUnder(hashKeys));
}
