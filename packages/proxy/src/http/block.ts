/** How a blocked request is reported to the observer, and answered. */
import { chooseAnswer } from '../answer/choose-answer.ts';
import type { Flow } from '../connection/flow.ts';
import { sightingOf } from '../connection/sighting-of.ts';
import type { Request } from '../head/request.ts';
import type { Sighting } from '../observe/sighting.ts';
import { ANSWER, type AnswerCode } from '../observe/vocabulary.ts';
import type { ReadyResponse } from '../settings/block-answer.ts';
import type { RequestSummary } from './request-summary.ts';

/** The worker's sighting, filled but for the host. */
export function sightBlock(flow: Flow, summary: RequestSummary, rule: number): Sighting {
  const sighting = sightingOf(flow.station, rule, answerTo(summary));
  if (!summary.isConnect) sighting.purpose = summary.purpose;
  return sighting;
}

/** Names the host of the target, or that of the Host field if the target has none. */
export function nameHost({ bytes, target, meaning, head }: Request, sighting: Sighting): void {
  if (target.hostEnd > target.hostStart) sighting.at(bytes, target.hostStart, target.hostEnd);
  else if (meaning.host >= 0) sighting.at(bytes, head.valueStart(meaning.host), head.valueEnd(meaning.host));
}

/** What the client of a blocked request gets. */
export function blockAnswer({ policy, market }: Flow, summary: RequestSummary): ReadyResponse {
  return chooseAnswer(policy.blockAnswer(market), summary, Date.now());
}

function answerTo({ isConnect, part }: RequestSummary): AnswerCode {
  if (isConnect) return ANSWER.connect;
  return part ? ANSWER.part : ANSWER.page;
}
