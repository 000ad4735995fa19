import type { StatisticsFigure, TlsEnding } from '@netvakt/metrics';
import type { SyslogSection } from '../config/schema/process.ts';
import { syslogTarget } from '../config/schema/syslog.ts';
import { SyslogFormat } from './message.ts';
import type { SyslogSender } from './sender.ts';
import { syslogTransport } from './transport.ts';

/** Sends the log, and totals, to a syslog receiver (RFC 5424); nothing if the configuration names none. */
export class Syslog {
  readonly #section: SyslogSection | undefined;
  readonly #format: SyslogFormat | undefined;
  readonly #sender: SyslogSender | undefined;
  readonly #now: () => number;
  #lost = 0;

  /** @param now - Unix seconds */
  constructor(section: SyslogSection | undefined, now: () => number) {
    const target = section === undefined ? undefined : syslogTarget(section.to);
    this.#section = section;
    this.#now = now;
    this.#format = section === undefined ? undefined : new SyslogFormat(section);
    this.#sender = target === undefined ? undefined : syslogTransport(target, () => this.#reportLoss());
  }

  /** Sends a line of the log, as JSON. */
  readonly line = (line: string): void => this.#send((format) => format.ofLogLine(line));

  /**
   * Sends what the statistics show now: one message for each market and list, with its units.
   *
   * @param endings - how blocked handshakes ended since the start
   */
  totals(figures: readonly StatisticsFigure[], endings: readonly TlsEnding[]): void {
    if (this.#section?.totals !== true) return;
    const block = endings.length === 0 ? {} : { tls_block: endings.join('+') };
    for (const row of rowsOf(figures)) this.#send((format) => format.ofTotals({ ...row, ...block }, this.#now()));
  }

  close(): void {
    this.#sender?.close();
  }

  #send(message: (format: SyslogFormat) => string): void {
    if (this.#sender === undefined || this.#format === undefined) return;
    if (!this.#sender.send(message(this.#format))) this.#lost += 1;
    else if (this.#lost > 0) this.#reportLoss();
  }

  #reportLoss(): void {
    const lost = this.#lost;
    if (lost === 0 || this.#format === undefined) return;
    this.#lost = 0;
    if (this.#sender?.send(this.#format.ofLoss(lost, this.#now())) !== true) this.#lost = lost;
  }
}

type Row = Record<string, string | number>;

/** One row for each market and list: `{market, list, requests, attempts, …}`; for a whole market, without `list`. */
function rowsOf(figures: readonly StatisticsFigure[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { market, list, unit, count } of figures) {
    const key = `${market}/${list}`;
    const row = rows.get(key) ?? { market, ...(list === '' ? {} : { list }) };
    row[unit] = count;
    rows.set(key, row);
  }
  return [...rows.values()];
}
