/**
 * Exemptions by source in the running filter: reads the register when it changes, hands its ranges to the workers, and lets each
 * exemption end in time.
 *
 *   register changed, or an end is due ──> ranges that hold now ──> table ──> every worker, for connections that begin
 *   register cannot be read            ──> what is in force stays, its ends included; the metrics and the log say so
 */
import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ExemptionLedger } from '@netvakt/metrics';
import { ExemptionTable, type ExemptRange, NEVER_FILTERED } from '@netvakt/proxy';
import { AlarmClock } from '../base/alarm-clock.ts';
import { anonymous } from '../base/anonymous.ts';
import { explainFailure } from '../base/failure.ts';
import type { Log } from '../base/log.ts';
import { OneAtATime } from '../base/one-at-a-time.ts';
import { systemPerson } from '../base/person.ts';
import type { Config } from '../config/config.ts';
import type { ExemptionsSection } from '../config/schema/exemptions.ts';
import { changeRegister, copyRegister } from '../exempt/change-register.ts';
import { type Exemption, isActive } from '../exempt/exemption.ts';
import { rangesOf } from '../exempt/ranges.ts';
import { readRegister, readRegisterOrGood, registerFiles } from '../exempt/register.ts';

/**
 * Milliseconds between two looks whether the register has changed: a look takes some microseconds. The kernel reports most changes at
 * once; not if the folder is made later, or is on another machine.
 */
const LOOK = 1000;

/** What the keeper needs of the service. */
export interface ExemptionKeeperOptions {
  readonly log: Log;
  /** Unix seconds. */
  readonly now: () => number;
  /** Ledger of this configuration; `undefined` if it has no section. */
  readonly ledger: (config: Config) => ExemptionLedger | undefined;
  /** Hands a table to the workers. */
  readonly changed: (table: ExemptionTable) => void;
}

export class ExemptionKeeper {
  /** The exemptions in force. */
  table: ExemptionTable = ExemptionTable.of([]);
  readonly #options: ExemptionKeeperOptions;
  readonly #reads = new OneAtATime();
  readonly #ends: AlarmClock;
  #config: Config | undefined;
  #exemptions: readonly Exemption[] = [];
  /** State of the register that was read last, whether that could be used or not. */
  #seen = '';
  #timer: NodeJS.Timeout | undefined;
  #watcher: FSWatcher | undefined;

  constructor(options: ExemptionKeeperOptions) {
    this.#options = options;
    this.#ends = new AlarmClock(
      () => void this.#reads.run(() => this.#end()),
      () => this.#milliseconds(),
    );
  }

  /** Reads the register of this configuration, and follows it from now on. Never rejects: what cannot be read is logged. */
  async follow(config: Config): Promise<void> {
    const isFirst = this.#config?.exemptions?.folder !== config.exemptions?.folder;
    this.#config = config;
    this.#stop();
    await this.#reads.run(async () => {
      if (isFirst) await this.#readFirst();
      else this.#use(this.#exemptions);
    });
    if (config.exemptions === undefined) return;
    this.#timer = setInterval(() => void this.look(), LOOK).unref();
    this.#watch(config.exemptions.folder);
  }

  /** Reads the register if it has changed. */
  look(): Promise<void> {
    return this.#reads.run(() => this.#look());
  }

  /** What is in force once the register has been looked at: counts by reason. For the socket of local tools. */
  async answer(): Promise<object> {
    await this.look();
    const ledger = this.#ledger;
    return { readable: ledger?.readable ?? false, exemptions: Object.fromEntries(ledger?.active ?? []) };
  }

  close(): void {
    this.#stop();
    this.#ends.set(undefined);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  #watch(folder: string): void {
    try {
      this.#watcher = watch(folder, { persistent: false }, () => void this.look()).on('error', () =>
        this.#watcher?.close(),
      );
    } catch {
      // It is not there yet, or there are too many watches: the timer looks.
    }
  }

  get #section(): ExemptionsSection | undefined {
    return this.#config?.exemptions;
  }

  async #readFirst(): Promise<void> {
    this.#exemptions = [];
    if (this.#section === undefined) {
      this.#use([]);
      return;
    }
    const { folder } = this.#section;
    this.#seen = await signOf(folder);
    try {
      const { exemptions, fault } = await readRegisterOrGood(folder);
      this.#use(exemptions);
      if (fault === undefined) await this.#isRead(folder, exemptions);
      else this.#cannotRead(fault);
    } catch (error) {
      this.#use([]);
      this.#cannotRead(error);
    }
  }

  async #look(): Promise<void> {
    if (this.#section === undefined) return;
    const { folder } = this.#section;
    const sign = await signOf(folder);
    if (sign === this.#seen) return;
    this.#seen = sign;
    try {
      const exemptions = await readRegister(folder);
      this.#use(exemptions);
      await this.#isRead(folder, exemptions);
    } catch (error) {
      this.#cannotRead(error);
    }
  }

  /** Applies those of `exemptions` that have not ended. */
  #use(exemptions: readonly Exemption[]): void {
    const now = this.#milliseconds();
    const markets = this.#config?.fixed.markets ?? [];
    const active = exemptions.filter((exemption) => isActive(exemption, now));
    const usable = active.filter(({ market }) => market === undefined || markets.includes(market));
    this.#exemptions = exemptions;
    const ranges = rangesOf(usable, now).map(
      ({ first, last, market }): ExemptRange => ({
        first,
        last,
        treatment: market === undefined ? NEVER_FILTERED : markets.indexOf(market),
      }),
    );
    this.table = ExemptionTable.of(ranges);
    this.#options.changed(this.table);
    this.#ledger?.inForce(
      usable.map(({ reason }) => reason),
      this.#section?.reasons ?? [],
    );
    this.#ends.set(usable.reduce((soonest, { expires }) => Math.min(soonest, expires), Number.POSITIVE_INFINITY));
    if (usable.length < active.length) {
      const remedy = 'Remove them, or configure the markets that they name';
      this.#options.log.error(
        { count: active.length - usable.length, remedy },
        'exemptions of markets that are not there',
      );
    }
  }

  /** Exemptions have ended: first here, then in the register. */
  async #end(): Promise<void> {
    const now = this.#milliseconds();
    const ended = this.#exemptions.filter((exemption) => !isActive(exemption, now));
    for (const { reason } of ended) this.#ledger?.expired(reason);
    this.#use(this.#exemptions.filter((exemption) => isActive(exemption, now)));
    if (ended.length > 0) this.#options.log.info({ ended: ended.length }, 'exemptions have ended');
    if (this.#section === undefined || this.#ledger?.readable !== true) return;
    try {
      await changeRegister(this.#section, { name: 'filter', ...systemPerson({}) }, now, () => undefined);
      this.#seen = await signOf(this.#section.folder);
    } catch (error) {
      this.#options.log.warn(
        reported(error),
        'exemptions that have ended stay in the register until somebody writes it',
      );
    }
  }

  get #ledger(): ExemptionLedger | undefined {
    return this.#config === undefined ? undefined : this.#options.ledger(this.#config);
  }

  async #isRead(folder: string, exemptions: readonly Exemption[]): Promise<void> {
    const ledger = this.#ledger;
    if (ledger !== undefined) {
      ledger.readable = true;
      ledger.lastRead = this.#options.now();
    }
    this.#options.log.info({ exemptions: exemptions.length }, 'exemptions in force');
    await copyRegister(folder, exemptions).catch((error: unknown) => {
      this.#options.log.warn(reported(error), 'no good copy of the exemptions is kept');
    });
  }

  #cannotRead(error: unknown): void {
    const ledger = this.#ledger;
    if (ledger !== undefined) ledger.readable = false;
    this.#options.log.error(reported(error), 'exemptions cannot be read, the last good ones stay');
  }

  #milliseconds(): number {
    return this.#options.now() * 1000;
  }
}

function reported(error: unknown): object {
  const reasons = explainFailure(error);
  return reasons === undefined ? anonymous(error) : { reason: reasons.join('; ') };
}

/** Differs if the register was written meanwhile. */
async function signOf(folder: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(registerFiles(folder).register);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return 'none';
  }
}
