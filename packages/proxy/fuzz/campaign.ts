/** Many inputs, each read whole, byte by byte now and then, and in random pieces: no exception, and one answer. */
import { Random } from '@netvakt/fixtures';
import { mutated } from './mutate.ts';
import { MOST_SHARES, type Subject } from './subject.ts';

/** Byte by byte costs most, and finds what random cuts seldom do: one input in sixteen. */
const BYTEWISE_SHARE = 1 / 16;
const MOST_CUTS = 5;

/** An input on which a reader failed. */
interface Failure {
  readonly subject: string;
  readonly input: Buffer;
  readonly cuts: readonly number[];
  readonly fault: string;
}

export interface CampaignReport {
  readonly inputs: number;
  /** Distinct answers of each reader: few of them mean that mutants all die at the same byte. */
  readonly answers: Readonly<Record<string, number>>;
  readonly failure: Failure | undefined;
}

export interface Campaign {
  readonly subjects: readonly Subject[];
  readonly seed: number;
  readonly inputs: number;
  /** Asked now and then: true ends the campaign. */
  readonly enough?: (done: number) => boolean;
}

const ASK_EVERY = 10_000;
/** More are not distinguished, so that memory is bounded. */
const MOST_ANSWERS = 100_000;

/** Input number n is a pure function of (seed, n): a failure can be met again without those before it. */
export function runCampaign({ subjects, seed, inputs, enough }: Campaign): CampaignReport {
  const random = new Random(seed);
  const answers = new Map(subjects.map(({ name }) => [name, new Set<string>()]));
  const turns = subjects.flatMap((subject) => Array.from({ length: subject.shares ?? MOST_SHARES }, () => subject));
  let done = 0;
  let failure: Failure | undefined;
  while (done < inputs && failure === undefined) {
    random.restart(seed, done);
    const subject = turns[done % turns.length];
    if (subject === undefined) break;
    const input = mutated(random.pick(subject.corpus), random.pick(subject.corpus), random);
    failure = tryInput(subject, input, random, answers.get(subject.name));
    done += 1;
    if (done % ASK_EVERY === 0 && enough?.(done) === true) break;
  }
  const counts = [...answers].map(([name, seen]) => [name, seen.size] as const);
  return { inputs: done, answers: Object.fromEntries(counts), failure };
}

function tryInput(subject: Subject, input: Buffer, random: Random, seen: Set<string> | undefined): Failure | undefined {
  const ways = [[input.length], piecesOf(input.length, random)];
  if (random.chance(BYTEWISE_SHARE)) ways.push(Array.from(input, (_, at) => at + 1));
  let whole: string | undefined;
  for (const cuts of ways) {
    const answer = answerOf(subject, input, cuts);
    whole ??= answer;
    const fault = faultOf(answer, whole);
    if (fault !== undefined) return { subject: subject.name, input, cuts, fault };
  }
  if (whole !== undefined && seen !== undefined && seen.size < MOST_ANSWERS) seen.add(whole);
  return undefined;
}

const THREW = 'threw ';

function answerOf(subject: Subject, input: Buffer, cuts: readonly number[]): string {
  try {
    return subject.read(input, cuts);
  } catch (error) {
    return `${THREW}${error instanceof Error ? (error.stack ?? error.message) : 'something that is no error'}`;
  }
}

function faultOf(answer: string, whole: string): string | undefined {
  if (answer.startsWith(THREW)) return answer;
  return answer === whole ? undefined : `in pieces: ${answer}; whole: ${whole}`;
}

/** Where an input is cut, ascending; the last is its end. */
function piecesOf(length: number, random: Random): number[] {
  const cuts = Array.from({ length: random.between(1, MOST_CUTS) }, () => random.below(length + 1));
  return [...cuts.toSorted((x, y) => x - y), length];
}
