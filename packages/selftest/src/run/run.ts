import { randomBytes } from 'node:crypto';
import type { Case, Targets } from '../cases/case.ts';
import { tokenOf } from '../cases/case.ts';
import { CASES } from '../cases/cases.ts';
import type { Ground } from './ground.ts';
import { runHttp } from './http-case.ts';
import { judge } from './judge.ts';
import { measureCase } from './measure-case.ts';
import { judgeSession, runHello, runSession } from './tls-case.ts';

/** Connections at one time, so that a filter is tested and not loaded. */
const AT_ONE_TIME = 6;

/** What stands for it in a report. */
const TOKEN = 'TOKEN';

/** What became of a case. */
export interface CaseResult {
  readonly case: Case;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** What was wrong, or why it was skipped. */
  readonly note?: string | undefined;
  readonly figure?: string | undefined;
}

/** Runs all cases of this path, and reports each as it ends. Takes at most two minutes against a filter that never answers. */
export async function runCases(ground: Ground, progress: (done: number, all: number) => void): Promise<CaseResult[]> {
  const run = randomBytes(4).toString('hex');
  const { only } = ground;
  const cases = CASES.filter(({ way, group }) => (way ?? ground.way) === ground.way && (only ?? group) === group);
  const results: (CaseResult | undefined)[] = cases.map(() => undefined);
  let done = 0;
  const one = async (index: number): Promise<void> => {
    const next = cases[index] as Case;
    results[index] = await runCase(next, ground, targetsFor(ground, tokenOf(run, index)));
    done += 1;
    progress(done, cases.length);
  };
  const indices = cases.map((_, index) => index);
  const together = indices.filter((index) => cases[index]?.kind !== 'measure');
  await Promise.all(Array.from({ length: AT_ONE_TIME }, () => drain(together, one)));
  for (const index of indices.filter((i) => cases[i]?.kind === 'measure')) await one(index);
  return results.filter((result) => result !== undefined);
}

async function drain(queue: number[], one: (index: number) => Promise<void>): Promise<void> {
  for (let index = queue.shift(); index !== undefined; index = queue.shift()) await one(index);
}

/** How targets are written on this ground. */
export function targetsFor({ way }: Pick<Ground, 'way'>, token: string): Targets {
  return { way, token, on: way === 'proxy' ? (authority) => `http://${authority}` : () => '' };
}

async function runCase(one: Case, ground: Ground, t: Targets): Promise<CaseResult> {
  try {
    const { wrong, figure, skipped } = await outcomeOf(one, ground, t);
    if (skipped !== undefined) return { case: one, outcome: 'skipped', note: skipped };
    // The token is drawn for each run: without it, reports of two runs can be compared.
    const note = wrong?.replaceAll(t.token, TOKEN);
    return { case: one, outcome: wrong === undefined ? 'passed' : 'failed', note, figure };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return { case: one, outcome: 'failed', note: `no connection could be made (${code})` };
  }
}

interface Outcome {
  readonly wrong?: string | undefined;
  readonly figure?: string | undefined;
  readonly skipped?: string | undefined;
}

async function outcomeOf(one: Case, ground: Ground, t: Targets): Promise<Outcome> {
  const { http, https, evidence } = ground;
  switch (one.kind) {
    case 'http': {
      const seen = await runHttp(one, http, t, evidence);
      return { wrong: judge(one.expect, seen, t.token, one.served) ?? one.check?.(seen, t) };
    }
    case 'hello':
      return { wrong: judge(one.expect, await runHello(one, https, t, evidence), t.token) };
    case 'session':
      return { wrong: judgeSession(one, await runSession(one, https, t), t, evidence) };
    case 'measure':
      return await measureCase(one, ground, t);
    default:
      throw new TypeError(`Cannot run the case ${String(one satisfies never)}`);
  }
}
