/** Input and result of a scenario. */
import { setTimeout as wait } from 'node:timers/promises';
import { WAIT } from '@netvakt/testing';
import type { NodeName } from '../boxes/addresses.ts';
import type { Boxes } from '../boxes/boxes.ts';
import { type Load, type Sums, sumsOf } from '../boxes/load.ts';
import type { Node } from '../boxes/node.ts';
import type { Prometheus } from '../boxes/prometheus.ts';

/** The laboratory while it runs. */
export interface Lab {
  readonly boxes: Boxes;
  readonly nodes: Readonly<Record<NodeName, Node>>;
  readonly load: Load;
  readonly prometheus: Prometheus;
}

/** One thing that happens to the nodes, and what the documentation promises of it. */
export interface MachineScenario {
  readonly name: string;
  /** What happens. */
  readonly what: string;
  /** What is promised. */
  readonly promise: string;
  /** Makes it happen; the spans it returns are judged. Leaves both nodes as they were. */
  readonly run: (lab: Lab) => Promise<readonly Span[]>;
  /** What does not hold of the sums of each span, by its name; none if the promise is kept. */
  readonly broken: (sums: Readonly<Record<string, Sums>>) => readonly string[];
}

/** A named stretch of time, in milliseconds since 1970. */
export interface Span {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** What a scenario came to. */
export interface ScenarioVerdict {
  readonly scenario: MachineScenario;
  readonly spans: readonly Span[];
  readonly sums: Readonly<Record<string, Sums>>;
  readonly broken: readonly string[];
}

/** Runs one and judges it. The last requests of it have ended before they are counted. */
export async function play(scenario: MachineScenario, lab: Lab): Promise<ScenarioVerdict> {
  const spans = await scenario.run(lab);
  await lab.load.settled(Date.now());
  const sums = Object.fromEntries(spans.map(({ name, from, to }) => [name, sumsOf(lab.load.seen, from, to)]));
  const idle = Object.entries(sums)
    .filter(([name, { requests }]) => name !== 'until withdrawn' && requests < LEAST)
    .map(([name]) => `${name}: fewer than ${LEAST} requests, which shows nothing`);
  return { scenario, spans, sums, broken: [...idle, ...scenario.broken(sums)] };
}

/** Minimum of a span whose length the scenario chooses. */
const LEAST = 20;
const ENOUGH = 2 * LEAST;

/** Lets time pass, and gives the span: as long as it takes for {@link enough}, whatever else the machine does. */
export async function span(lab: Lab, name: string, milliseconds: number): Promise<Span> {
  const from = Date.now();
  await wait(milliseconds);
  return await enough(lab, name, from);
}

/** The same, and all its requests have ended: what happens next takes none of them with it. */
export async function undisturbed(lab: Lab, name: string, milliseconds: number): Promise<Span> {
  const one = await span(lab, name, milliseconds);
  await lab.load.settled(one.to);
  return one;
}

/** Waits until so many requests have begun since `from`, and ended, that they show something; gives the span. */
export async function enough({ load }: Lab, name: string, from: number): Promise<Span> {
  await until(`enough requests while ${name}`, () => load.seen.filter(({ at }) => at >= from).length >= ENOUGH);
  return { name, from, to: Date.now() };
}

/**
 * Waits until `holds` returns true; throws after `most` milliseconds: then the laboratory itself does not work.
 *
 * @param found - what there is instead, for the message
 */
export async function until(what: string, holds: () => boolean, found?: () => string, most = WAIT): Promise<void> {
  const end = Date.now() + most;
  while (!holds()) {
    if (Date.now() > end)
      throw new Error(`Waited ${most} ms in vain: ${what}${found === undefined ? '' : `\n${found()}`}`);
    await wait(100);
  }
}

/** Waits until both nodes are ready and announced. */
export async function whole({ nodes }: Lab): Promise<void> {
  for (const node of Object.values(nodes))
    await until(
      `${node.name} is ready and announced`,
      () => {
        const { ready, announced } = node.view.state();
        return ready && announced;
      },
      () => node.described(),
    );
}

/** Waits until the router has no route to node 1. */
export function withdrawn({ nodes: { node1 } }: Lab): Promise<void> {
  return until(
    'node 1 is not announced',
    () => node1.view.state().withdrawn,
    () => node1.described(),
  );
}

/** The time that it takes. What began just before the fault is not in it: that was under way. */
export async function untilWithdrawn(lab: Lab): Promise<Span> {
  const from = Date.now() + 50;
  await withdrawn(lab);
  const to = Date.now();
  await wait(500);
  return { name: 'until withdrawn', from, to };
}

/** The names of sums that are not zero though they must be. */
export function mustBeNone(sums: Sums | undefined, span_: string, ...names: readonly (keyof Sums)[]): string[] {
  if (sums === undefined) return [`${span_} was not measured`];
  return names.filter((name) => sums[name] > 0).map((name) => `${span_}: ${sums[name]} ${name}`);
}
