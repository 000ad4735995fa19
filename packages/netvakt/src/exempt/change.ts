/** Requests on exemptions, applied one after the other. Pure: what was comes in, what is comes out. */
import { type Exemption, isActive, keyOf } from './exemption.ts';
import type { AddRequest, ExemptRequest, RemoveRequest, RequestFault } from './requests.ts';

/** What became of a request. Closed: values of JSON reports. */
export type ChangeOutcome = 'added' | 'renewed' | 'unchanged' | 'removed' | 'absent';

/** One thing that happened to an exemption, for the audit log. */
export interface ExemptEvent {
  readonly action: 'exempt-add' | 'exempt-remove' | 'exempt-expire';
  readonly exemption: Exemption;
}

/** A change of many exemptions. Create one for each change; it holds all exemptions by what identifies them. */
export class ExemptChange {
  readonly events: ExemptEvent[] = [];
  readonly #byKey = new Map<string, Exemption>();
  readonly #byPrefix = new Map<string, Set<string>>();
  readonly #most: number;
  readonly #now: number;

  /** What is over by `now`, in milliseconds since 1970, is left out, with an event. */
  constructor(before: readonly Exemption[], most: number, now: number) {
    this.#most = most;
    this.#now = now;
    for (const exemption of before) {
      if (isActive(exemption, now)) this.#set(exemption);
      else this.events.push({ action: 'exempt-expire', exemption });
    }
  }

  get exemptions(): readonly Exemption[] {
    return [...this.#byKey.values()];
  }

  /** Cost: constant. The same request twice changes nothing the second time. */
  apply(request: ExemptRequest): ChangeOutcome | RequestFault {
    return request.action === 'add' ? this.#add(request) : this.#remove(request);
  }

  #add({ source, market, reason, owner, note, expires }: AddRequest): ChangeOutcome | RequestFault {
    const wanted = { source, market, reason, owner, note, expires };
    const key = keyOf(wanted);
    const before = this.#byKey.get(key);
    const contradicts = this.#of(wanted.source.text).some(
      (other) => other.owner !== wanted.owner && other.market !== wanted.market,
    );
    if (contradicts) return 'market-contradicts';
    if (before === undefined && this.#byKey.size >= this.#most) return 'too-many';
    const exemption = { ...wanted, added: before?.added ?? Math.floor(this.#now / 1000) * 1000 };
    if (before !== undefined && isSame(before, exemption)) return 'unchanged';
    this.#set(exemption);
    this.events.push({ action: 'exempt-add', exemption });
    return before === undefined ? 'added' : 'renewed';
  }

  #remove({ source, owner }: RemoveRequest): ChangeOutcome | RequestFault {
    const all = this.#of(source.text);
    const meant = owner === undefined ? all : all.filter((one) => one.owner === owner);
    if (meant.length > 1) return 'owner-ambiguous';
    const [exemption] = meant;
    if (exemption === undefined) return 'absent';
    this.#byKey.delete(keyOf(exemption));
    this.#byPrefix.get(source.text)?.delete(keyOf(exemption));
    this.events.push({ action: 'exempt-remove', exemption });
    return 'removed';
  }

  #set(exemption: Exemption): void {
    const key = keyOf(exemption);
    this.#byKey.set(key, exemption);
    const keys = this.#byPrefix.get(exemption.source.text);
    if (keys === undefined) this.#byPrefix.set(exemption.source.text, new Set([key]));
    else keys.add(key);
  }

  #of(prefix: string): readonly Exemption[] {
    return [...(this.#byPrefix.get(prefix) ?? [])].flatMap((key) => this.#byKey.get(key) ?? []);
  }
}

function isSame(a: Exemption, b: Exemption): boolean {
  return a.market === b.market && a.reason === b.reason && a.note === b.note && a.expires === b.expires;
}
