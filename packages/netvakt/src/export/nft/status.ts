/** What is known of the rules on this machine, as `netvakt export nft` records it and the running filter reads it. */
import { uptime } from 'node:os';
import { join } from 'node:path';
import type { KernelQueues } from '@netvakt/metrics';
import { z } from 'zod';
import { CANARY_REQUESTS, type CanaryRequest } from './canary/requests.ts';
import { PARTS, type Part } from './check.ts';
import { AMOUNT, type Amounts, COUNTED, NO_AMOUNTS } from './counters.ts';
import { IP_FAMILIES, type IpFamily } from './plan.ts';
import { readState, stateFolder, writeState } from './state-folder.ts';

/** What became of one kind of the canary's requests. */
export interface CanaryTally {
  readonly attempts: number;
  readonly failures: number;
  /** How many there were since the last success. */
  readonly failedInRow: number;
  /** Whether the last one was answered as it should be. */
  readonly success: boolean;
  /** Unix seconds; 0 before the first. */
  readonly lastSuccess: number;
}

export interface RulesStatus {
  readonly version: 1;
  /** Whether all that leads the connections of a family here was there, and the canary did not find otherwise; a family that the plan leaves out is not named. */
  readonly inForce: Readonly<Partial<Record<IpFamily, boolean>>>;
  /** Seconds since the machine was started, so that no change of the clock makes it look older or newer. */
  readonly checked: number;
  /** Seconds after which the state is unknown; `null`: it was put in force by hand, and nobody checks. */
  readonly validFor: number | null;
  /** How often each part was lost and put back. */
  readonly restored: Readonly<Record<Part, number>>;
  /** How often something could not be put back. */
  readonly failures: number;
  /** What the rules have counted since the machine was started. */
  readonly counted: Amounts;
  /** The last reading of their counters. */
  readonly reading: Amounts;
  /** The queues of packets, if there are any. */
  readonly queues?: KernelQueues | undefined;
  readonly canary: Readonly<Partial<Record<IpFamily, Readonly<Partial<Record<CanaryRequest, CanaryTally>>>>>>;
}

const STATUS: z.ZodType<RulesStatus> = schema();

function schema(): z.ZodType<RulesStatus> {
  const [count, family] = [z.int().min(0), z.enum(IP_FAMILIES)];
  const amounts: z.ZodType<Amounts> = z.record(z.enum(COUNTED), z.record(family, AMOUNT));
  const tally = z.strictObject({
    attempts: count,
    failures: count,
    failedInRow: count,
    success: z.boolean(),
    lastSuccess: z.number().min(0),
  });
  return z.strictObject({
    version: z.literal(1),
    inForce: z.partialRecord(family, z.boolean()),
    checked: z.number().min(0),
    validFor: count.nullable(),
    restored: z.record(z.enum(PARTS), count),
    failures: count,
    counted: amounts,
    reading: amounts,
    queues: z.strictObject({ waiting: count, full: count, unsent: count }).optional(),
    canary: z.partialRecord(family, z.partialRecord(z.enum(CANARY_REQUESTS), tally)),
  });
}

/** Far more than a status has. */
const MOST_BYTES = 64 * 1024;

/** The status of a machine on which nothing was put in force yet. */
export const NO_STATUS: RulesStatus = {
  version: 1,
  inForce: {},
  checked: 0,
  validFor: null,
  restored: { ruleset: 0, rule: 0, route: 0 },
  failures: 0,
  counted: NO_AMOUNTS,
  reading: NO_AMOUNTS,
  canary: {},
};

/** The status of this network namespace; `undefined` if there is none, or none that can be read. @param base - `interception.state_folder` */
export async function readStatus(base: string): Promise<RulesStatus | undefined> {
  const folder = stateFolder(base);
  if (folder === undefined) return undefined;
  const parsed = STATUS.safeParse(await readState(join(folder, 'status.json'), MOST_BYTES));
  return parsed.success ? parsed.data : undefined;
}

/** Replaces it. Rejects with an {@link OperatorError} if it cannot be written. */
export async function writeStatus(base: string, status: RulesStatus): Promise<void> {
  const folder = stateFolder(base);
  if (folder !== undefined) await writeState(join(folder, 'status.json'), status, 0o644);
}

/** True if the rules of `family` were in force when last looked at, and that is not too long ago. @param now - {@link machineSeconds} */
export function isInForce({ inForce, checked, validFor }: RulesStatus, family: IpFamily, now: number): boolean {
  return inForce[family] === true && (validFor === null || now - checked <= validFor);
}

/** Seconds since the machine was started: a clock that all processes share and nobody sets. */
export function machineSeconds(): number {
  return uptime();
}
