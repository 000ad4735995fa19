/**
 * What is kept of one list between two starts: its deliveries as they were taken, and what must not be forgotten.
 *
 *   <folder>/<list>/delivery-*   the current delivery and the previous ones; a roll-back is a copy of a previous one
 *   <folder>/<list>/held-*       the delivery that waits for release
 *   <folder>/<list>/state-*      versions believed, decisions taken
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json } from '@netvakt/json';
import { systemCode } from '../report/system.ts';
import { deriveKey } from './key.ts';
import { type FoundRecord, SealedSeries } from './series.ts';

/** A delivery that is kept, without its bytes. */
export interface StoredDelivery {
  readonly version: string;
  /** Digest of the bytes, 64 hexadecimal digits. */
  readonly sha256: string;
  /** When it was taken or held: milliseconds since 1970. */
  readonly at: number;
  /** Entries received, and rules active. */
  readonly received: number;
  readonly active: number;
}

/** A delivery with its bytes. */
export interface KeptDelivery extends StoredDelivery {
  readonly content: Buffer;
  readonly number: number;
  /** Newer deliveries that are damaged: a reason for an alarm. */
  readonly damaged: number;
}

/** How large a delivery is. */
export interface DeliveryExtent {
  /** Entries. */
  readonly received: number;
  readonly bytes: number;
  /** Its first bytes. */
  readonly beginning: Buffer;
}

const KEPT_DELIVERIES = 3;

/** The store of one list. */
export class ListStore {
  readonly #folder: string;
  readonly #deliveries: SealedSeries;
  readonly #held: SealedSeries;
  readonly #state: SealedSeries;

  /** @param list - the list's id, which is also its folder's name. */
  constructor(folder: string, list: string, secret: Buffer) {
    const key = deriveKey(secret, `store ${list}`);
    const own = join(folder, list);
    this.#folder = own;
    this.#deliveries = new SealedSeries(own, 'delivery', key, KEPT_DELIVERIES);
    this.#held = new SealedSeries(own, 'held', key, 1);
    this.#state = new SealedSeries(own, 'state', key, 2);
  }

  /** The delivery in force: the newest that opens. `undefined` if there is none: nothing can be enforced. */
  async current(): Promise<KeptDelivery | undefined> {
    return keptOf(await this.#deliveries.newest());
  }

  /** The one that was in force before it. */
  async previous(): Promise<KeptDelivery | undefined> {
    const current = await this.#deliveries.newest();
    return current === undefined ? undefined : keptOf(await this.#deliveries.newest(current.number));
  }

  /** Puts a delivery in force. Rejects, with nothing changed, if the disk does not take it. */
  async take(delivery: StoredDelivery, content: Buffer): Promise<void> {
    await this.#deliveries.write({ label: { ...delivery }, content });
  }

  /**
   * Puts the previous delivery in force again, as of `at`.
   *
   * @param first - done before, with the delivery that will be left.
   * @returns what was left and what is in force now; `undefined` if there is no previous one, or it is damaged.
   */
  async rollBack(
    at: number,
    first: (left: KeptDelivery) => Promise<void> = () => Promise.resolve(),
  ): Promise<{ readonly left: KeptDelivery; readonly taken: KeptDelivery } | undefined> {
    const left = await this.current();
    // Not by way of `previous`, which would open the current one again: some tenths of a second for a large list.
    const taken = left && keptOf(await this.#deliveries.newest(left.number));
    if (left === undefined || taken === undefined) return undefined;
    const { version, sha256, received, active, content } = taken;
    await first(left);
    await this.take({ version, sha256, at, received, active }, content);
    return { left, taken };
  }

  /**
   * How large the delivery in force is, or the one that waits, without opening it whole: entries received, bytes, and the first of them.
   * For an estimate only: it is not verified, and a damaged delivery, in place of which an older one counts, is measured all the same.
   */
  async extentOf(which: 'current' | 'held'): Promise<DeliveryExtent | undefined> {
    const series = which === 'current' ? this.#deliveries : this.#held;
    const beginning = await series.beginning();
    if (beginning === undefined) {
      const kept = keptOf(await series.newest());
      return kept && { received: kept.received, bytes: kept.content.length, beginning: kept.content };
    }
    const { received } = beginning.label as unknown as StoredDelivery;
    return { received, bytes: beginning.contentBytes, beginning: beginning.content };
  }

  /** Keeps a delivery aside until somebody decides. Only the last one is kept. */
  async hold(delivery: StoredDelivery, content: Buffer): Promise<void> {
    await this.#held.write({ label: { ...delivery }, content });
  }

  /** The delivery that waits. */
  async held(): Promise<KeptDelivery | undefined> {
    return keptOf(await this.#held.newest());
  }

  /**
   * The numbers of the newest deliveries, 0 if there is none: equal as long as nothing was taken, rolled back or held. Opens
   * nothing, so that it costs two looks into a folder.
   */
  async newest(): Promise<{ readonly delivery: number; readonly held: number }> {
    const [[delivery = 0], [held = 0]] = await Promise.all([this.#deliveries.numbers(), this.#held.numbers()]);
    return { delivery, held };
  }

  /** Where its records are. */
  get folder(): string {
    return this.#folder;
  }

  /** True if nothing was ever kept here, or all of it is gone. Opens nothing. */
  async isEmpty(): Promise<boolean> {
    const kinds = [this.#deliveries, this.#held, this.#state];
    const numbers = await Promise.all(kinds.map((series) => series.numbers()));
    return numbers.every(({ length }) => length === 0);
  }

  /**
   * What speaks against a first delivery: its folder cannot be read; records are there and none of their kind opens, as under a wrong
   * key; or there are deliveries without the state that was saved before them. To go on would forget what is in force and which version
   * was believed. `undefined` if all is well, or nothing is there yet.
   */
  async unreadable(): Promise<string | undefined> {
    const closed = await whyClosed(this.#folder);
    if (closed !== undefined) return `its folder cannot be read (${closed})`;
    // In this order: each delivery has a state that was saved before it, if a command saves them at this moment, too.
    const deliveries = await this.#deliveries.numbers();
    const states = await this.#state.numbers();
    if (states.length > 0 && (await this.#state.newest()) === undefined)
      return `none of ${states.length} records of its state opens`;
    if (deliveries.length === 0) return undefined;
    if (states.length === 0) return `${deliveries.length} deliveries are there, and no state`;
    if ((await this.#deliveries.newest()) === undefined) return `none of ${deliveries.length} deliveries opens`;
    return undefined;
  }

  /** What was saved last; `undefined` if nothing was. */
  async state(): Promise<{ readonly [name: string]: Json } | undefined> {
    return (await this.#state.newest())?.label;
  }

  /** Remembers `state`: on the disk when the promise is fulfilled. */
  async saveState(state: { readonly [name: string]: Json }): Promise<void> {
    await this.#state.write({ label: state, content: Buffer.alloc(0) });
  }
}

/** The system's code if a folder is there and cannot be listed. */
async function whyClosed(folder: string): Promise<string | undefined> {
  try {
    await readdir(folder);
    return undefined;
  } catch (error) {
    const code = systemCode(error) ?? 'unreadable';
    return code === 'ENOENT' ? undefined : code;
  }
}

function keptOf(record: FoundRecord | undefined): KeptDelivery | undefined {
  if (record === undefined) return undefined;
  // Written by this class and opened whole: a label of other members would be a mistake of ours.
  const label = record.label as unknown as StoredDelivery;
  const { content, number, damaged } = record;
  return { ...label, content, number, damaged };
}
