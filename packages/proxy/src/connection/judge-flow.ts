import { type FlowJudge, FORWARD } from '../decide/judge.ts';
import type { RuleMatcher } from '../decide/rule-matcher.ts';
import type { FlowTally } from './flow-tally.ts';
import type { Station } from './station.ts';

/** The prober's canary: it is blocked, and has been counted as what it is. */
export const CANARY = -2;

/** A flow as far as it is judged: a connection of ours, or one whose packets we see. */
export interface JudgedFlow {
  readonly station: Station;
  readonly tally: FlowTally;
  readonly market: number;
  /** The rules that hold for it: none if it is exempt. */
  readonly matcher: RuleMatcher;
  /** Notified of work that the verdict took, in bytes that were looked at one by one. */
  charge(steps: number): void;
}

/** Knows which names a request or ClientHello goes by. */
export interface Judging<Subject> {
  /** The handle of the rule that blocks, FORWARD or UNREADABLE. */
  verdict(subject: Subject, judge: FlowJudge, matcher: RuleMatcher, market: number): number;
}

/**
 * Judges one request or ClientHello, and counts that it did: the only way to a verdict on names that a client sends.
 *
 * @returns the handle of the rule that blocks, FORWARD, UNREADABLE or {@link CANARY}. The caller then ends the verdict in the
 * flow's tally, but for CANARY.
 */
export function judgeFlow<Subject>(flow: JudgedFlow, judging: Judging<Subject>, subject: Subject): number {
  const { station, tally, market, matcher } = flow;
  const { sampler, judge } = station;
  sampler.begin();
  const verdict = judging.verdict(subject, judge, matcher, market);
  sampler.end();
  flow.charge(matcher.takeSteps?.() ?? 0);
  const canary = verdict > FORWARD && station.isCanary(verdict);
  if (canary) tally.probed();
  else tally.inspected(judge.unseen);
  matcher.settleShadow?.();
  return canary ? CANARY : verdict;
}
