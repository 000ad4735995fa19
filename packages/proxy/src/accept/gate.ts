import type { RuleMatcher } from '../decide/rule-matcher.ts';
import type { ProxyObserver } from '../observe/observer.ts';
import type { ReloadableSettings } from '../settings/settings.ts';
import type { ListenerAddress, WorkerStart } from '../supervise/messages.ts';

/** All listening sockets of one worker, and the connections that came in through them. */
export class Gate {
  readonly #matcher: RuleMatcher;

  constructor(_start: WorkerStart, matcher: RuleMatcher, _observer: ProxyObserver) {
    this.#matcher = matcher;
  }

  listen(): Promise<readonly ListenerAddress[]> {
    return Promise.resolve([]);
  }

  publish(_matcher: RuleMatcher, _settings?: ReloadableSettings): void {
    void this.#matcher;
  }

  drain(_graceMs: number): Promise<number> {
    return Promise.resolve(0);
  }
}
