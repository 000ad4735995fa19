import { isIP } from 'node:net';
import type { RuleMatcher } from '../decide/rule-matcher.ts';
import { REFUSAL, type RefusalCode } from '../observe/refusal.ts';
import type { UpstreamFailureCode } from '../observe/vocabulary.ts';
import type { ClientKey } from '../policy/client-key.ts';
import type { Policy } from '../policy/policy.ts';
import type { OwnedSocket } from '../socket/ownership.ts';
import { resolverFailure } from './failures.ts';
import { DialRace } from './race.ts';
import type { CancelQuestion, Resolver } from './resolver.ts';

/** Notified how a dial ended: one call, now or later, unless it is cancelled. */
export interface DialListener {
  dialled(socket: OwnedSocket): void;
  /** A rule covers the address itself. */
  dialBlocked(rule: number): void;
  dialRefused(refusal: RefusalCode): void;
  dialFailed(failure: UpstreamFailureCode): void;
}

/** What a dial asks; the same for all connections of a worker but for the policy. */
export interface DialContext {
  readonly policy: Policy;
  readonly matcher: RuleMatcher;
  readonly resolver: Resolver;
  readonly market: number;
  /** Who asks. */
  readonly client: ClientKey;
  /** True if one of our own listeners would answer. */
  isOwnListener(address: string, port: number): boolean;
}

/** A canonical host and the port that the client asked for. */
export interface DialTarget {
  readonly host: string;
  readonly port: number;
  readonly ports: ReadonlySet<number>;
  /**
   * What is dialled becomes a tunnel. Its port must be one of `ports` even if a static entry names it: through a tunnel to
   * port 80, every path rule of that host could be walked around.
   */
  readonly tunnel: boolean;
}

/**
 * From a name to a connection, by way of every check that concerns the address:
 *
 *   static table ─► its address (a tunnel: port allowed?) ──────┐
 *   port allowed? ─► literal or look-up ─► destinations allowed? ┴► our own? ─► covered by a rule? ─► connect
 *
 * The address that was checked is the address that is dialled.
 */
export class Dial {
  readonly #context: DialContext;
  readonly #listener: DialListener;
  #race: DialRace | undefined;
  #question: CancelQuestion | undefined;
  #cancelled = false;

  constructor(context: DialContext, target: DialTarget, listener: DialListener) {
    this.#context = context;
    this.#listener = listener;
    this.#begin(target);
  }

  cancel(): void {
    this.#cancelled = true;
    this.#question?.();
    this.#race?.cancel();
  }

  #begin({ host, port, ports, tunnel }: DialTarget): void {
    const { policy, resolver, client } = this.#context;
    const entry = policy.hostEntry(host, port);
    if (entry !== undefined && (!tunnel || ports.has(port))) {
      this.#connect([entry.address], entry.port);
    } else if (!ports.has(port)) {
      this.#listener.dialRefused(REFUSAL['port-not-allowed']);
    } else if (isIP(host) > 0) {
      this.#permit([host], port);
    } else {
      this.#question = resolver.resolve(host, client, (failure, addresses) => {
        if (this.#cancelled) return;
        if (failure !== undefined) this.#listener.dialFailed(resolverFailure(failure));
        else this.#permit(addresses, port);
      });
    }
  }

  #permit(addresses: readonly string[], port: number): void {
    const permitted = addresses.filter((address) => this.#context.policy.destinations.permits(address));
    if (permitted.length === 0) this.#listener.dialRefused(REFUSAL['destination-not-allowed']);
    else this.#connect(permitted, port);
  }

  #connect(addresses: readonly string[], port: number): void {
    const context = this.#context;
    const { matcher, market, policy } = context;
    if (addresses.some((address) => context.isOwnListener(address, port))) {
      this.#listener.dialRefused(REFUSAL.loop);
      return;
    }
    // Any of the addresses may be the one that answers first, so each of them must be free of rules.
    for (const address of addresses) {
      const rule = matcher.matchHost(address, market);
      if (rule > 0) {
        this.#listener.dialBlocked(rule);
        return;
      }
    }
    this.#race = new DialRace(addresses, port, policy.limits.attemptDelay, {
      raceWon: (socket) => this.#listener.dialled(socket),
      raceLost: (failure) => this.#listener.dialFailed(failure),
    });
  }
}
