/**
 * The experiment:
 *
 *   1. start all origins, and the filter in front of them
 *   2. send what is innocent: it must pass, or nothing that follows would mean anything
 *   3. each form alone, past the filter: what does each origin accept?
 *   4. the examples, and each form alone, through the filter
 *   5. seeded mixtures of forms through the filter, a sample of them past it as well
 *   6. what is innocent once more
 */
import { Random } from '@netvakt/fixtures';
import { converse, type HeardBytes } from './converse.ts';
import { EXAMPLES } from './examples.ts';
import type { FilterInPath } from './filter.ts';
import { type FilterWay, type MutatedFlow, portOf, routeTo } from './flow.ts';
import { HELLO_FORMS, helloFlow, INNOCENTS, mutatedFlow, REQUEST_FORMS, requestFlow } from './mutate.ts';
import { type Family, type LenientOrigin, ORIGIN_FAMILIES } from './origins/lenient-origin.ts';
import { Tally } from './tally.ts';
import { isDecided, isFree, isListed } from './verdict.ts';

export interface LeniencePlan {
  readonly origins: readonly LenientOrigin[];
  readonly filter: FilterInPath;
  /** Mixtures a family. */
  readonly runs: number;
  readonly seed: number;
  /** Flows at one time. */
  readonly concurrency: number;
  /** Seconds after which no more mixtures are begun. */
  readonly seconds: number;
  /** One in so many of the mixtures bypasses the filter, to see that origins serve such flows at all. */
  readonly controlEvery: number;
  /** Milliseconds that an answer through the filter is waited for, however fast answers to innocent flows were. */
  readonly leastPatience: number;
  /** Each form alone to each origin: for the table, or to save the time. */
  readonly forms: boolean;
  readonly progress: (line: string) => void;
}

export interface LenienceOutcome {
  readonly tally: Tally;
  /** By form, the origins that served what is listed, past the filter. */
  readonly accepted: ReadonlyMap<string, ReadonlySet<string>>;
  /** Examples that reached what is listed, as `NAME: ORIGIN`. */
  readonly examples: readonly string[];
  /** What is innocent and did not reach an origin that takes it, with its way. */
  readonly stoppedInnocents: readonly string[];
  readonly seconds: number;
}

/** Cuts with which each form alone is tried. */
const TRIES = 3;
const MOST_PATIENCE_MS = 1500;
const PATIENCE_FACTOR = 3;
/** For flows that must be answered: only a fault is waited for so long. */
const FIRST_PATIENCE_MS = 60_000;

interface Job {
  readonly origin: LenientOrigin;
  readonly flow: MutatedFlow;
  readonly way: FilterWay;
  readonly index?: number;
}

class Laboratory {
  readonly #plan: LeniencePlan;
  readonly #tally = new Tally();
  readonly #accepted = new Map<string, Set<string>>();
  readonly #examples: string[] = [];
  readonly #stoppedInnocents = new Set<string>();
  #patience = FIRST_PATIENCE_MS;

  constructor(plan: LeniencePlan) {
    this.#plan = plan;
  }

  async run(): Promise<LenienceOutcome> {
    const begun = performance.now();
    await this.#innocent();
    if (this.#plan.forms) await this.#eachForm();
    await this.#eachExample();
    for (const family of ORIGIN_FAMILIES) await this.#mixtures(family);
    await this.#innocent();
    const seconds = (performance.now() - begun) / 1000;
    return {
      tally: this.#tally,
      accepted: this.#accepted,
      examples: this.#examples,
      stoppedInnocents: [...this.#stoppedInnocents],
      seconds,
    };
  }

  /** Sends what is free, and learns how long an answer may take. The first time some servers are slower than ever after. */
  async #innocent(): Promise<void> {
    const random = new Random(this.#plan.seed);
    let slowest = 0;
    for (const origin of this.#plan.origins) {
      for (const innocent of INNOCENTS) {
        if (portOf(origin, innocent.protocol) === undefined) continue;
        const flow = innocent.flow(origin, random);
        const direct = await this.#send({ origin, flow, way: 'direct' }, FIRST_PATIENCE_MS);
        if (isFree(flow, direct.bytes)) slowest = Math.max(slowest, await this.#mustPass(origin, innocent.name, flow));
      }
    }
    const learned = Math.min(MOST_PATIENCE_MS, Math.ceil(slowest * PATIENCE_FACTOR));
    this.#patience = Math.max(this.#plan.leastPatience, learned);
    this.#plan.progress(`what is innocent is answered within ${Math.ceil(slowest)} ms`);
  }

  /** Milliseconds until the slower answer. */
  async #mustPass(origin: LenientOrigin, name: string, flow: MutatedFlow): Promise<number> {
    let slowest = 0;
    for (const way of flow.protocol === 'tls' ? (['transparent', 'connect'] as const) : (['transparent'] as const)) {
      const heard = await this.#send({ origin, flow, way }, FIRST_PATIENCE_MS);
      if (isFree(flow, heard.bytes)) slowest = Math.max(slowest, heard.milliseconds);
      else this.#stoppedInnocents.add(`${name} to ${origin.name} (${way})`);
    }
    return slowest;
  }

  async #eachForm(): Promise<void> {
    const random = new Random(this.#plan.seed);
    const jobs: Job[] = [];
    for (const origin of this.#plan.origins) {
      const flows: MutatedFlow[] = [];
      for (let round = 0; round < TRIES; round += 1) {
        if (origin.http !== undefined) flows.push(...REQUEST_FORMS.map((form) => requestFlow(origin, [form], random)));
        if (origin.tls !== undefined) flows.push(...HELLO_FORMS.map((form) => helloFlow(origin, [form], random)));
      }
      for (const flow of flows) {
        jobs.push({ origin, flow, way: 'direct' }, { origin, flow, way: 'transparent' });
        if (flow.protocol === 'tls') jobs.push({ origin, flow, way: 'connect' });
      }
    }
    await this.#sendAll(jobs.values(), ({ origin, flow, way }, heard) => {
      if (way !== 'direct') this.#judge({ origin, flow, way }, heard);
      else if (isListed(flow, heard.bytes, heard.retried)) this.#accepts(flow.forms[0] ?? '', origin.name);
    });
    this.#plan.progress(`each form alone: ${jobs.length} flows, ${this.#tally.breaches.length} kinds of breaches`);
  }

  #accepts(form: string, origin: string): void {
    const origins = this.#accepted.get(form) ?? new Set();
    this.#accepted.set(form, origins.add(origin));
  }

  async #eachExample(): Promise<void> {
    const random = new Random(this.#plan.seed);
    for (const example of EXAMPLES) {
      const origins = this.#plan.origins.filter(({ name }) => example.origins.includes(name));
      const jobs: Job[] = origins.flatMap((origin) =>
        [0, 1, 2, 3].map((): Job => ({ origin, flow: example.flow(origin, random), way: 'transparent' })),
      );
      const reached = new Set<string>();
      await this.#sendAll(jobs.values(), (job, heard) => {
        if (this.#judge(job, heard)) reached.add(job.origin.name);
      });
      if (reached.size > 0) this.#examples.push(`${example.name}: ${[...reached].join(', ')}`);
    }
    this.#plan.progress(`${EXAMPLES.length} examples, ${this.#examples.length} reach what is listed`);
  }

  async #mixtures(family: Family): Promise<void> {
    const origins = this.#plan.origins.filter((origin) => origin.family === family);
    if (origins.length === 0) return;
    const until = performance.now() + this.#plan.seconds * 1000;
    await this.#sendAll(this.#mixturesOf(family, origins, until), (job, heard) => {
      if (job.way === 'direct') this.#tally.direct(family, job.flow, heard);
      else this.#judge(job, heard);
    });
    const { flows, breaches, direct, served } = this.#tally.of(family);
    this.#plan.progress(
      `${family}: ${flows} flows, ${breaches} breaches; past the filter ${served} of ${direct} were served`,
    );
  }

  *#mixturesOf(family: Family, origins: readonly LenientOrigin[], until: number): Generator<Job> {
    const random = new Random(0);
    for (let index = 0; index < this.#plan.runs && performance.now() < until; index += 1) {
      random.restart(this.#plan.seed + ORIGIN_FAMILIES.indexOf(family), index);
      const origin = origins[index % origins.length] as LenientOrigin;
      const flow = mutatedFlow(origin, random);
      const way: FilterWay = flow.protocol === 'tls' && random.chance(0.3) ? 'connect' : 'transparent';
      yield { origin, flow, way, index };
      if (index % this.#plan.controlEvery === 0) yield { origin, flow, way: 'direct', index };
    }
  }

  #judge({ origin, flow, way, index }: Job, heard: HeardBytes): boolean {
    return this.#tally.filtered(flow, heard, { origin: origin.name, family: origin.family, way, index });
  }

  async #send({ origin, flow, way }: Job, patience: number): Promise<HeardBytes> {
    const { filter } = this.#plan;
    if (way !== 'direct' && !filter.alive()) throw new Error(`The filter is gone: ${filter.output().slice(-2000)}`);
    const decides = (bytes: Buffer, retried: boolean): boolean => isDecided(flow, bytes, retried);
    return await converse(routeTo(way, origin, flow.protocol, filter), flow, decides, patience);
  }

  /** Takes jobs, a bounded number at a time. */
  async #sendAll(jobs: Iterator<Job>, report: (job: Job, heard: HeardBytes) => void): Promise<void> {
    const worker = async (): Promise<void> => {
      for (let next = jobs.next(); next.done !== true; next = jobs.next()) {
        // The rows of an origin must not depend on how busy the machine was.
        const patience = next.value.way === 'direct' ? MOST_PATIENCE_MS : this.#patience;
        report(next.value, await this.#send(next.value, patience));
      }
    };
    await Promise.all(Array.from({ length: this.#plan.concurrency }, worker));
  }
}

export async function runLaboratory(plan: LeniencePlan): Promise<LenienceOutcome> {
  return await new Laboratory(plan).run();
}
