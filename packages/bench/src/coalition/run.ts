/** Times what a member and an aggregator do in a quarter. */
import { nextStep, type PartyFiles, type StepOutcome } from '@netvakt/coalition';
import { LARGE_COALITION } from '@netvakt/fixtures/coalition';
import { describeMachine } from '../common/machine.ts';
import { quantile, threeDigits } from '../common/statistics.ts';
import { atMost } from '../common/target.ts';
import { revisionOf } from '../common/versions.ts';
import { benchLog } from './log.ts';
import { withPages } from './pages.ts';
import type { CoalitionReport, StepTimes } from './results.ts';
import type { CoalitionSettings } from './settings.ts';
import { type BenchCoalition, type BenchParty, benchCoalition, benchSubmission, QUARTER } from './world.ts';

/** What a run needs. */
export interface CoalitionRun {
  readonly settings: CoalitionSettings;
  readonly command: string;
  readonly progress: (text: string) => void;
}

/** Runs the bench. */
export async function runCoalitionBench({ settings, command, progress }: CoalitionRun): Promise<CoalitionReport> {
  const machine = describeMachine();
  progress(`${settings.members} members join`);
  const coalition = await benchCoalition(settings);
  progress('sealing');
  const files: { file: string; text: string }[] = [];
  for (let member = 0; member < settings.members; member += 1) {
    files.push({ file: `submission-${member}`, text: await benchSubmission(coalition, member) });
  }
  const sealing = await timed(settings.samples, () => benchSubmission(coalition, 0));
  progress('merging');
  const round = await BenchRound.of(coalition, files);
  const merging = await timed(settings.samples, () => round.merge());
  progress(`a log of ${settings.entries} entries`);
  const verify = await benchLog(settings.entries);
  const verifying = await timed(settings.samples, verify);
  const writing = await timedPages(settings.pageSamples, progress);
  return {
    bench: 'coalition',
    command,
    machine,
    revision: revisionOf(import.meta.dirname),
    settings,
    cells: settings.markets * settings.indicators * 3,
    submissionBytes: Buffer.byteLength(files[0]?.text ?? ''),
    sealing,
    merging,
    verifying,
    writing,
    targets: [
      ...atMost('sealing a quarter, median', sealing.median, 50, 'ms'),
      ...atMost('merging all members, median', merging.median, 500, 'ms'),
      ...atMost('verifying a log, median', verifying.median, 2000, 'ms'),
      ...atMost('writing all pages, median', writing?.median, 3000, 'ms'),
      ...atMost('largest page', writing && writing.bytes / 1000, 500, 'kB'),
    ],
  };
}

async function timedPages(samples: number, progress: CoalitionRun['progress']): Promise<CoalitionReport['writing']> {
  if (samples === 0) return undefined;
  progress('pages of five years');
  return await withPages(LARGE_COALITION, async ({ pages, bytes, write }) => ({
    ...(await timed(samples, write)),
    pages,
    bytes,
  }));
}

interface BenchFile {
  readonly file: string;
  readonly text: string;
}

/** The second aggregator's part of a round, after both have agreed on what is added: open, verify, plan, add. */
class BenchRound {
  readonly #coalition: BenchCoalition;
  readonly #files: readonly BenchFile[];
  #mine: PartyFiles = { sums: [], accepted: [] };
  #theirs: PartyFiles = { sums: [], accepted: [] };

  private constructor(coalition: BenchCoalition, files: readonly BenchFile[]) {
    this.#coalition = coalition;
    this.#files = files;
  }

  static async of(coalition: BenchCoalition, files: readonly BenchFile[]): Promise<BenchRound> {
    const round = new BenchRound(coalition, files);
    const [first, second] = coalition.parties;
    const proposed = await round.#step(first, round.#theirs, round.#mine);
    round.#theirs = { sums: [], accepted: [textOf(proposed)] };
    const decided = await round.#step(second, round.#mine, round.#theirs);
    round.#mine = { sums: [], accepted: [textOf(decided)] };
    return round;
  }

  async merge(): Promise<void> {
    const outcome = await this.#step(this.#coalition.parties[1], this.#mine, this.#theirs);
    if (outcome.step.kind !== 'sum' || outcome.step.payload.submissions.length !== this.#files.length) {
      throw new Error('The round did not come to a sum of all members');
    }
  }

  async #step({ aggregator, key, opening }: BenchParty, mine: PartyFiles, theirs: PartyFiles): Promise<StepOutcome> {
    const { signed } = this.#coalition;
    const party = { party: aggregator, key: opening, signingKey: key };
    return await nextStep({ signed, quarter: QUARTER, ...party, files: this.#files, mine, theirs });
  }
}

function textOf({ step }: StepOutcome): string {
  if (step.kind === 'accepted') return step.text;
  throw new Error(`The round stopped: ${step.kind}`);
}

async function timed(samples: number, work: () => Promise<unknown>): Promise<StepTimes> {
  await work();
  const times: number[] = [];
  for (let i = 0; i < samples; i += 1) {
    const from = performance.now();
    await work();
    times.push(performance.now() - from);
  }
  return { samples, median: threeDigits(quantile(times, 0.5)), max: threeDigits(Math.max(...times)) };
}
