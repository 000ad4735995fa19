import { createHash } from 'node:crypto';
import {
  type FolderReading,
  groupsOf,
  type KeptLog,
  keepEvidence,
  type LogFault,
  type LogFaultCode,
  parseCheckpoint,
  recall,
  remember,
  trustOf,
  verifyFolder,
  type WitnessedCheckpoint,
  witness,
} from '@netvakt/coalition';
import type { Action, Context } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { readNamed } from '../base/named-file.ts';
import { OperatorError } from '../base/operator-error.ts';
import { shown, timeOf } from '../base/text.ts';
import { type ActingParty, actingParty } from './as-party.ts';

export interface VerifyLogOptions {
  readonly home?: string;
  readonly against?: readonly string[];
  readonly cosign?: boolean;
  readonly json?: boolean;
}

/** Seconds: somebody must have left out a file that waits longer to be recorded. */
const LONGEST_WAIT = 86_400;

/** Checks the log and the files that it records against what this party and the others have seen before; then cosigns. */
export const verify: Action<VerifyLogOptions> = async (context, options) => {
  const acting = await actingParty(options.home, context);
  const { state, store, parties, party, key, now } = acting;
  const kept = await recall(state);
  const own = await ownFiles(acting);
  const reading = await verifyFolder(
    store,
    parties,
    {
      witnessed: await givenCheckpoints(options.against ?? [], acting),
      groups: groupsOf(parties, party.id),
      own: own.digests,
      ...(kept === undefined ? {} : { kept }),
    },
    now,
  );
  const { checkpoint } = reading;
  const waiting = reading.faults.filter((fault) => isWaiting(fault, reading, own.changed));
  const faults = reading.faults.filter((fault) => !waiting.includes(fault));
  if (faults.length > 0 || checkpoint === undefined) {
    return await reportFaults(context, options, { acting, reading, faults, kept });
  }
  await remember(state, { checkpoint, leaves: reading.leaves });
  const cosigns = options.cosign !== false && party.id !== parties.secretariat.id;
  if (cosigns) await witness({ store, parties, party, key, now }, checkpoint);
  const report = {
    sound: true,
    size: checkpoint.size,
    root: checkpoint.root.toString('base64'),
    new: checkpoint.size - (kept?.checkpoint.size ?? 0),
    files: { checked: reading.filesChecked, unseen: reading.filesUnseen, waiting: waiting.map(({ path }) => path) },
    cosigned: reading.cosignatures,
  };
  await context.stdout.write(shown(options.json, report, soundText(reading, kept, waiting, cosigns)));
  return EXIT.done;
};

function soundText(
  reading: FolderReading,
  kept: KeptLog | undefined,
  waiting: readonly LogFault[],
  cosigns: boolean,
): string {
  const size = reading.checkpoint?.size ?? 0;
  const before = kept?.checkpoint.size;
  return [
    `${size} entries, ${before === undefined ? 'seen for the first time' : `${size - before} of them new`}: nothing was changed`,
    `${reading.filesChecked} files are as recorded; ${reading.filesUnseen} are not for this party`,
    ...waiting.map(({ path }) => `waits to be recorded: ${path}`),
    ...reading.cosignatures.map(({ name, time }) => `cosigned by ${name}, ${timeOf(time * 1000)}`),
    ...(cosigns ? ['cosigned by this party now'] : []),
  ].join('\n');
}

const MEANINGS: Readonly<Record<LogFaultCode, string>> = {
  'checkpoint-missing': 'the log has no checkpoint yet, or lost it',
  'checkpoint-unreadable': 'the checkpoint of the log cannot be read',
  'checkpoint-unsigned': 'the checkpoint is not signed by the one who keeps the log',
  'cosignature-false': 'a cosignature does not hold',
  'entries-missing': 'entries are not there',
  'entries-unreadable': 'entries cannot be read',
  'entry-unreadable': 'an entry cannot be read',
  'tile-missing': 'a tile is not there',
  'tile-differs': 'a tile does not hold the hashes of the entries',
  'root-differs': 'the entries are not those that the checkpoint was signed for',
  'entry-rewritten': 'an entry that was seen before has other content now',
  'entry-dropped': 'an entry that was seen before is gone',
  'entry-reordered': 'an entry that was seen before is in another place',
  'entry-inserted': 'an entry was put between two that were seen before',
  'history-forked': 'the log has signed two histories that exclude each other',
  'log-behind': 'somebody has seen a longer log: this copy is old, or entries were dropped',
  'file-missing': 'a recorded file is not there',
  'file-rewritten': 'a recorded file has other content now',
  'file-unrecorded': 'a file that was handed in was left out of the log',
};

/** Faults that the kept checkpoint is evidence of. A copy of the log that is merely old is not among them: it only lacks the newest entries. */
const CONTRADICTED: ReadonlySet<LogFaultCode> = new Set([
  'history-forked',
  'entry-rewritten',
  'entry-reordered',
  'entry-inserted',
]);

interface Found {
  readonly acting: ActingParty;
  readonly reading: FolderReading;
  readonly faults: readonly LogFault[];
  readonly kept: KeptLog | undefined;
}

async function reportFaults(
  { stdout }: Context,
  { json }: VerifyLogOptions,
  { acting, reading, faults, kept }: Found,
): Promise<number> {
  const { checkpoint, entries } = reading;
  const isContradicted =
    kept !== undefined && checkpoint !== undefined && faults.some(({ code }) => CONTRADICTED.has(code));
  const evidence = isContradicted ? await keepEvidence(acting.state, kept.checkpoint, checkpoint) : [];
  const lines = faults.map((fault) => {
    const { code, index, path, member } = fault;
    const what = index === undefined ? undefined : entries[index]?.kind;
    const place = [
      ...(index === undefined ? [] : [`entry ${index}${what === undefined ? '' : ` (${what})`}`]),
      ...(path === undefined ? [] : [path]),
      ...(member === undefined ? [] : [`seen by ${member}`]),
    ].join(', ');
    return `${code}: ${MEANINGS[code]}${place === '' ? '' : `: ${place}`}`;
  });
  const advice = [
    ...evidence.map((name) => `kept as evidence: ${acting.home.path}/log/${name}`),
    'Nothing was cosigned. Fetch the folder again; if it stays so, tell the other members and the aggregators, and send them the',
    'checkpoint that you kept: they compare it with netvakt coalition verify --against FILE',
  ];
  await stdout.write(shown(json, { sound: false, faults, evidence }, [...lines, ...advice].join('\n')));
  return EXIT.failed;
}

/** What this party has handed in, by path; it must be recorded. */
async function ownFiles({ store, party }: ActingParty): Promise<{
  readonly digests: ReadonlyMap<string, string>;
  readonly changed: ReadonlyMap<string, number>;
}> {
  const digests = new Map<string, string>();
  const changed = new Map<string, number>();
  for (const file of await store.list('sealed')) {
    if (!file.path.includes(`/submission-${party.id}.`)) continue;
    const bytes = (await store.read(file.path, file.size)) ?? Buffer.alloc(0);
    digests.set(file.path, createHash('sha256').update(bytes).digest('hex'));
    changed.set(file.path, Math.floor(file.changed / 1000));
  }
  return { digests, changed };
}

/** True for a file that came after, or not long before, the last entry of the log. */
function isWaiting(
  { code, path }: LogFault,
  { entries }: FolderReading,
  changed: ReadonlyMap<string, number>,
): boolean {
  if (code !== 'file-unrecorded' || path === undefined) return false;
  return (entries.at(-1)?.at ?? 0) < (changed.get(path) ?? 0) + LONGEST_WAIT;
}

/** Checkpoints that another party sent. @throws OperatorError ERR_FILE, ERR_COALITION - a file is none that a party has cosigned. */
async function givenCheckpoints(
  files: readonly string[],
  { parties, now }: ActingParty,
): Promise<readonly WitnessedCheckpoint[]> {
  const { cosigners } = trustOf(parties, now);
  const read = files.map(async (file): Promise<WitnessedCheckpoint> => {
    const checkpoint = parseCheckpoint(await readNamed(file));
    const member = cosigners.find((key) =>
      checkpoint?.note.signatures.some(({ name, id }) => name === key.name && id.equals(key.id)),
    );
    if (checkpoint !== undefined && member !== undefined) return { member, checkpoint };
    throw new OperatorError('ERR_COALITION', {
      found: `${file} is no checkpoint that a party of this coalition has cosigned`,
      remedy:
        'Ask its sender for the file of the folder public/witness, or for the one that its home keeps as log/checkpoint',
    });
  });
  return await Promise.all(read);
}
