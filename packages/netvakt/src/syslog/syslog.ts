import type { StatisticsFigure } from '@netvakt/metrics';
import type { SyslogSection } from '../config/schema/process.ts';
import { syslogTarget } from '../config/schema/syslog.ts';
import { SyslogFormat } from './message.ts';
import { type SyslogTransport, syslogTransport } from './transport.ts';

/** Sends the log, and totals, to a syslog receiver (RFC 5424). */
export class Syslog {
  readonly #section: SyslogSection;
  readonly #format: SyslogFormat;
  readonly #transport: SyslogTransport;
  readonly #now: () => number;
  #lost = 0;

  /** `undefined` if the configuration names no receiver. @param now - Unix seconds */
  static open(section: SyslogSection | undefined, now: () => number): Syslog | undefined {
    const target = section === undefined ? undefined : syslogTarget(section.to);
    return section === undefined || target === undefined
      ? undefined
      : new Syslog(section, now, (regained) => syslogTransport(target, regained));
  }

  private constructor(section: SyslogSection, now: () => number, transport: (regained: () => void) => SyslogTransport) {
    this.#section = section;
    this.#format = new SyslogFormat(section);
    this.#now = now;
    this.#transport = transport(() => this.#reportLoss());
  }

  /** Sends a line of the log, as JSON. */
  readonly line = (line: string): void => this.#send(this.#format.ofLogLine(line));

  /** Sends what the statistics show now: one message for each market and list, with its units. */
  totals(figures: readonly StatisticsFigure[]): void {
    if (!this.#section.totals) return;
    for (const row of rowsOf(figures)) this.#send(this.#format.ofTotals(row, this.#now()));
  }

  close(): void {
    this.#transport.close();
  }

  #send(message: string): void {
    if (!this.#transport.send(message)) this.#lost += 1;
    else if (this.#lost > 0) this.#reportLoss();
  }

  #reportLoss(): void {
    const lost = this.#lost;
    if (lost === 0) return;
    this.#lost = 0;
    if (!this.#transport.send(this.#format.ofLoss(lost, this.#now()))) this.#lost = lost;
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
