import { fieldOf } from '../client/responses.ts';
import type { Seen } from '../client/seen.ts';

/** Milliseconds that nobody notices. */
const PROMPT_MS = 500;
const FIRST_PACKETS = 14_000;

/** 451 or 403: any other status is misleading. */
export function answerStatus({ responses }: Seen): string | undefined {
  const status = responses[0]?.status;
  if (status === 451 || status === 403) return undefined;
  return status === undefined ? 'the connection ended without an answer' : `the status is ${status}, not 451 or 403`;
}

export function noCaching({ responses: [answer] }: Seen): string | undefined {
  if (answer === undefined) return 'there is no answer';
  const value = fieldOf(answer, 'cache-control') ?? '';
  return /no-store/i.test(value) ? undefined : 'Cache-Control has no no-store';
}

/** The case puts `c4n4ry` into path and query. */
export function nothingReflected({ received }: Seen): string | undefined {
  return /c4n4ry|mixed\.selftest/.test(received.toString('latin1'))
    ? 'the answer repeats the address that was asked for'
    : undefined;
}

export function headAnswerHasNoBody({ received }: Seen): string | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return 'there is no answer';
  return received.length > end + 4 ? `the answer to HEAD has ${received.length - end - 4} bytes of body` : undefined;
}

export function promptEnd({ milliseconds, patience }: Seen): string | undefined {
  return milliseconds <= PROMPT_MS * patience ? undefined : `the answer took ${Math.round(milliseconds)} ms`;
}

/** The most that fits into the first flight of packets (RFC 6928). */
export function smallAnswer({ received }: Seen): string | undefined {
  return received.length <= FIRST_PACKETS ? undefined : `the answer has ${received.length} bytes`;
}
