/** Messages of RFC 5424. Everything in them is of this process: the log, which names no entry, host or client, and totals. */
import { hostname } from 'node:os';
import type { SyslogSection } from '../config/schema/process.ts';

/** RFC 5424 §6.1: receivers should take 2048 octets; over UDP more would be cut by others. */
const MOST_OCTETS = 2048;
const MOST_VALUE = 256;
/** RFC 5424 §6.2.1; daemon and the local ones. */
const FACILITY = {
  daemon: 3,
  local0: 16,
  local1: 17,
  local2: 18,
  local3: 19,
  local4: 20,
  local5: 21,
  local6: 22,
  local7: 23,
};
/** RFC 5424 §6.2.1, by the level of the log. */
const SEVERITY: Readonly<Partial<Record<string, number>>> = { error: 3, warn: 4, info: 6, debug: 7 };
const NOTICE = 5;

/** Makes messages of one process. */
export class SyslogFormat {
  readonly #facility: number;
  readonly #origin: string;
  readonly #id: string;

  constructor({ facility, appName, enterprise }: SyslogSection, host: string = hostname()) {
    this.#facility = FACILITY[facility] * 8;
    this.#origin = `${host.replaceAll(/[^!-~]/gu, '-').slice(0, 255) || '-'} ${appName} ${process.pid}`;
    this.#id = `netvakt@${enterprise}`;
  }

  /** A line of the log, which is JSON: its message as text, its other members as structured data. */
  ofLogLine(line: string): string {
    const { level, time, message, ...fields } = JSON.parse(line) as Record<string, unknown>;
    const severity = SEVERITY[String(level)] ?? NOTICE;
    return this.#message(severity, String(time), 'log', fields, String(message));
  }

  /** One row of totals. @param unixSeconds - when the statistics advanced. */
  ofTotals(row: Readonly<Record<string, string | number>>, unixSeconds: number): string {
    return this.#message(
      SEVERITY['info'] ?? NOTICE,
      new Date(unixSeconds * 1000).toISOString(),
      'totals',
      row,
      'totals since the start',
    );
  }

  /** How many messages had to be dropped before this one. */
  ofLoss(count: number, unixSeconds: number): string {
    const time = new Date(unixSeconds * 1000).toISOString();
    return this.#message(
      SEVERITY['warn'] ?? NOTICE,
      time,
      'lost',
      { count },
      'messages were lost: the receiver did not take them',
    );
  }

  #message(
    severity: number,
    time: string,
    id: string,
    fields: Readonly<Record<string, unknown>>,
    text: string,
  ): string {
    const data = Object.entries(fields).map(([name, value]) => ` ${parameterName(name)}="${parameterValue(value)}"`);
    const structured = data.length === 0 ? '-' : `[${this.#id}${data.join('')}]`;
    const head = `<${this.#facility + severity}>1 ${time} ${this.#origin} ${id}`;
    const whole = `${head} ${structured} ${oneLine(text)}`;
    if (Buffer.byteLength(whole) <= MOST_OCTETS) return whole;
    // Structured data cannot be cut: without it the text is short.
    return `${head} - ${oneLine(text)}`.slice(0, MOST_OCTETS / 4);
  }
}

/** SD-NAME (§6.3.3): ASCII without `=`, space, `]` and `"`, at most 32. */
function parameterName(name: string): string {
  return name.replaceAll(/[^!-~]|[="\]]/gu, '_').slice(0, 32);
}

/** PARAM-VALUE (§6.3.3): `"`, `\` and `]` are escaped. */
function parameterValue(value: unknown): string {
  const text = typeof value === 'string' ? value : Array.isArray(value) ? value.join(' ') : JSON.stringify(value);
  return oneLine(text.slice(0, MOST_VALUE)).replaceAll(/["\\\]]/gu, String.raw`\$&`);
}

function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}
