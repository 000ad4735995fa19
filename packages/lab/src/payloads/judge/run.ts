import type { Payload } from '@netvakt/selftest';
import { finalStatuses, type Heard, statuses } from '../../client/send.ts';
import type { Judged } from './connection.ts';
import type { Fail } from './finding.ts';

/** How many requests of this run the filter forwarded. Connections may be shared with other runs. */
function forwardedOf(connections: readonly Judged[], run: string): number {
  let count = 0;
  for (const { reading } of connections) {
    count += reading.requests.filter(({ head }) => head.includes(run)).length;
  }
  return count;
}

interface Facts {
  readonly forwarded: number;
  /** Final statuses, in order. */
  readonly final: readonly number[];
  readonly allowed: number;
  readonly successes: number;
  readonly answers: number;
  readonly refused: boolean;
  readonly heard: string;
}

function served({ forwarded, allowed, answers, final, heard }: Facts): Fail | undefined {
  // The origin itself refused one of them and closed: the rest could not be served.
  if (forwarded > 0 && answers === forwarded && (final.at(-1) ?? 0) >= 400) return undefined;
  if (forwarded < allowed)
    return { fault: 'over-refused', detail: `${forwarded} of ${allowed} requests reached the origin; heard ${heard}` };
  if (forwarded > allowed)
    return { fault: 'disagreement', detail: `${forwarded} requests were forwarded, ${allowed} were sent` };
  if (answers < allowed) return { fault: 'silent', detail: `${answers} of ${allowed} answers came; heard ${heard}` };
  return undefined;
}

function stopped(payload: Payload, facts: Facts): Fail | undefined {
  const { forwarded, allowed, successes, answers, refused, heard } = facts;
  if (forwarded > allowed)
    return {
      fault: 'let-through',
      detail: `${forwarded} requests were forwarded, at most ${allowed} should be; heard ${heard}`,
    };
  if (successes > allowed) return { fault: 'answered', detail: `heard ${heard}` };
  if (refused || payload.incomplete === true) return undefined;
  if (forwarded > 0 && answers === forwarded) return { fault: 'let-through', detail: `not refused; heard ${heard}` };
  return { fault: 'silent', detail: `heard ${heard}` };
}

function either(payload: Payload, facts: Facts): Fail | undefined {
  const { forwarded, allowed, answers, refused, heard } = facts;
  if (payload.served !== undefined && forwarded > allowed) {
    return { fault: 'let-through', detail: `${forwarded} requests were forwarded, at most ${allowed} should be` };
  }
  if (answers === 0 && !refused && payload.incomplete !== true) return { fault: 'silent', detail: `heard ${heard}` };
  return undefined;
}

function allowedOf(payload: Payload): number {
  return payload.served ?? (payload.expect === 'served' ? 1 : 0);
}

/**
 * True if no response is due after these final statuses, before the end: all pages that are to be
 * served, the refusal that is to follow them, anything if either is right. A pause before that is no verdict.
 */
export function isSettled(payload: Payload, final: readonly number[]): boolean {
  switch (payload.expect) {
    case 'served':
      return final.length >= allowedOf(payload);
    case 'blocked':
    case 'refused':
      return final.some((code) => code >= 400);
    case 'safe':
      return final.length > 0;
    default:
      return payload.expect satisfies never;
  }
}

/** Judges one run by what its client heard and what was forwarded in its name. */
export function judgeRun(
  payload: Payload,
  run: string,
  heard: Heard,
  connections: readonly Judged[],
): Fail | undefined {
  if (heard.refused) return { fault: 'gone', detail: 'the filter does not accept connections' };
  const codes = statuses(heard.text);
  const final = finalStatuses(heard.text);
  const facts: Facts = {
    forwarded: forwardedOf(connections, run),
    final,
    allowed: allowedOf(payload),
    successes: final.filter((code) => code < 400).length,
    answers: final.length,
    refused: heard.closed || final.some((code) => code >= 400),
    heard: `${codes.join(' ') || 'nothing'}${heard.closed ? ', then the end' : ''}`,
  };
  switch (payload.expect) {
    case 'served':
      return served(facts);
    case 'blocked':
    case 'refused':
      return stopped(payload, facts);
    case 'safe':
      return either(payload, facts);
    default:
      return payload.expect satisfies never;
  }
}
