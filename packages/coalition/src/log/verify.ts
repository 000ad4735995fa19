/** The whole check that a member makes: the log of today, against what it and the others have seen before. */
import { type Checkpoint, cosignatureOf, isSignedBy } from './checkpoint.ts';
import { compareCheckpoints, compareLeaves, type SeenCheckpoint } from './compare.ts';
import type { LogFault } from './fault.ts';
import type { LogFiles } from './files.ts';
import type { NoteKey } from './note.ts';
import { type LogReading, type LogTrust, readLog } from './read.ts';

/** What a member keeps of the log that it saw last. */
export interface KeptLog {
  readonly checkpoint: Checkpoint;
  /** Leaf hashes of the first `checkpoint.size` entries. */
  readonly leaves: Buffer;
}

/** What the log is compared with. */
export interface LogHistory {
  /** Own memory; absent at the first time. */
  readonly kept?: KeptLog;
  /** Checkpoints with the cosignature of one member each, as members publish them. */
  readonly witnessed: readonly WitnessedCheckpoint[];
}

/** A checkpoint that a member publishes: the latest that it has cosigned. */
export interface WitnessedCheckpoint {
  readonly member: NoteKey;
  /** Absent if the member's file is no checkpoint. */
  readonly checkpoint?: Checkpoint;
}

/**
 * Reads the log and compares it with the history. Sound if {@link LogReading.faults} is empty. Rejects only if the place cannot be read.
 */
export async function verifyLog(files: LogFiles, trust: LogTrust, history: LogHistory): Promise<LogReading> {
  const { kept, witnessed } = history;
  const believed = witnessed.flatMap((one) => believable(one, trust));
  const seen: SeenCheckpoint[] = [...(kept === undefined ? [] : [{ checkpoint: kept.checkpoint }]), ...believed];
  const roots = new Map<number, Buffer | undefined>(seen.map(({ checkpoint }) => [checkpoint.size, undefined]));
  const reading = await readLog(files, trust, roots);
  if (reading.checkpoint === undefined) return reading;
  const unbelieved = witnessed.filter((one) => hasCosignature(one, trust) && believable(one, trust).length === 0);
  const faults: readonly LogFault[] = [
    ...reading.faults,
    ...(kept === undefined ? [] : compareLeaves(kept.leaves, reading.leaves)),
    ...compareCheckpoints(seen, roots, reading.checkpoint.size),
    ...unbelieved.map(({ member }): LogFault => ({ code: 'cosignature-false', member: member.name })),
  ];
  return { ...reading, faults };
}

/** False for a checkpoint without a line of the member's present key: the member signed it with an earlier one. */
function hasCosignature({ member, checkpoint }: WitnessedCheckpoint, trust: LogTrust): boolean {
  return checkpoint === undefined || cosignatureOf(checkpoint, member, trust.now) !== undefined;
}

/** A checkpoint counts as seen only if the log and the member have signed it: nobody else can accuse the log. */
function believable({ member, checkpoint }: WitnessedCheckpoint, trust: LogTrust): readonly SeenCheckpoint[] {
  if (checkpoint === undefined || !isSignedBy(checkpoint, trust.log)) return [];
  const cosignature = cosignatureOf(checkpoint, member, trust.now);
  return cosignature === undefined || cosignature === false ? [] : [{ checkpoint, member: member.name }];
}
