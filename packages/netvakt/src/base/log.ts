import { type DestinationStream, type Logger, pino } from 'pino';
import type { OutputStream } from './output.ts';

/** The log of start, reload and health. It has no call for a request, so no request is ever logged. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** What is written and how; `auto` is `text` on a terminal and `json` elsewhere. */
export interface LogSettings {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly format: 'auto' | 'json' | 'text';
}

/**
 * Makes the log: JSON lines, or one readable line per event. `stream` is standard error in service, so that standard output holds
 * only what a command was asked for.
 *
 * A reader that goes away (`EPIPE`) or a full disk never ends the process; lines that cannot be written are lost.
 *
 * @param also - gets each line too, as JSON.
 */
export function makeLog({ level, format }: LogSettings, stream: OutputStream, also?: (line: string) => void): Log {
  stream.on('error', () => undefined);
  const readable = format === 'text' || (format === 'auto' && stream.isTTY === true);
  const write = (line: string): void => {
    stream.write(readable ? sentence(line) : line);
    also?.(line);
  };
  return pino(
    {
      level,
      base: null,
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write } satisfies DestinationStream,
  );
}

/** `{"level":"info","time":"…T10:11:12.345Z","message":"listening","port":3128}` → `10:11:12 listening · port 3128`. */
function sentence(line: string): string {
  const { level, time, message, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const mark = level === 'info' || level === 'debug' ? '' : `${String(level)}: `;
  const details = Object.entries(fields).map(([name, value]) => ` · ${name} ${shown(value)}`);
  return `${String(time).slice(11, 19)} ${mark}${String(message)}${details.join('')}\n`;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(shown).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
