import { userInfo } from 'node:os';
import {
  appendAudit,
  describeRefusal,
  fetchAndUpdate,
  type ListSummary,
  type ManagedList,
  takeAfterShadow,
  type UpdateOutcome,
} from '@netvakt/blocklist';
import type { Action, Context } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { shown, timeOf } from '../base/text.ts';
import { type ListOptions, openList, withStore } from './command.ts';
import type { ManagedLists } from './managed-lists.ts';

export interface UpdateOptions extends ListOptions {
  /** Ids; none for all. */
  readonly ids: readonly string[];
  /** Holds what comes, whatever it is. */
  readonly hold?: boolean;
}

/** Enough to see what is wrong; the counts tell how much. */
const MOST_PLACES = 20;

/**
 * Fetches lists and takes, holds or refuses what comes. The worst outcome decides the exit code; the delivery in force stays in
 * force whatever it is. A running filter takes new deliveries up at its next reload.
 */
export const update: Action<UpdateOptions> = withStore<UpdateOptions>(async (context, { ids, json, hold }, opened) => {
  const { lists } = opened;
  let worst: number = EXIT.done;
  for (const id of ids.length === 0 ? lists.ids : ids) {
    const managed = await openList(context, opened, id);
    if (managed === undefined) return EXIT.usage;
    const { list, source, bounds } = managed;
    await takeWhatIsDue(context, json, lists, list);
    const outcome = await fetchAndUpdate(list, source, bounds, Date.now(), hold);
    await writeAudit(lists, id, outcome);
    const first = positionsIn(outcome);
    const text = [textOf(id, outcome), ...first.map((position) => `${id}: ${placeOf(position)}`)].join('\n');
    await context.stdout.write(
      shown(json, { list: id, ...reportOf(outcome), ...(first.length > 0 && { first }) }, text),
    );
    worst = Math.max(worst, codeOf(outcome) === EXIT.failed ? 100 : codeOf(outcome));
  }
  return worst === 100 ? EXIT.failed : worst;
});

/** A delivery whose time in shadow is over is taken whether the source answers or not. */
async function takeWhatIsDue(
  { stdout }: Context,
  json: boolean | undefined,
  lists: ManagedLists,
  list: ManagedList,
): Promise<void> {
  const now = Date.now();
  const taken = await takeAfterShadow(list, now);
  if (taken === undefined) return;
  const { id } = list.settings;
  const { version, received, active } = taken;
  const report = { outcome: 'taken', version, received, active };
  await appendAudit(lists.audit, { at: now, action: 'update', list: id, by: userInfo().username, details: report });
  await stdout.write(
    shown(json, { list: id, ...report }, `${id}: taken after its time in shadow, version ${version}, ${active} rules`),
  );
}

async function writeAudit(lists: ManagedLists, list: string, outcome: UpdateOutcome): Promise<void> {
  if (outcome.kind === 'unchanged' || outcome.kind === 'waiting') return;
  const event = { at: Date.now(), action: 'update', list, by: userInfo().username } as const;
  const { rejected: _rejected, quarantined: _quarantined, ...details } = reportOf(outcome);
  await appendAudit(lists.audit, { ...event, details });
}

/** Where an authority finds what was set aside: never what it is. */
interface EntryPlace {
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

/** The first entries that were rejected or quarantined, in the order of the list. */
function positionsIn(outcome: UpdateOutcome): readonly EntryPlace[] {
  const summary = 'summary' in outcome ? outcome.summary : undefined;
  if (summary === undefined) return [];
  const all: readonly EntryPlace[] = [...summary.rejected.first, ...summary.quarantined.first];
  return all.toSorted((a, b) => a.line - b.line).slice(0, MOST_PLACES);
}

function placeOf({ line, column, reason }: EntryPlace): string {
  return `line ${line}, column ${column}: ${reason}`;
}

/** What is told of an outcome: counts, reasons, versions. */
function reportOf(
  outcome: UpdateOutcome,
): Readonly<Record<string, string | number | Readonly<Record<string, number>>>> {
  switch (outcome.kind) {
    case 'unchanged':
      return { outcome: outcome.kind, ...(outcome.expires === undefined ? {} : { expires: timeOf(outcome.expires) }) };
    case 'waiting':
      return { outcome: outcome.kind, ...untilOf(outcome) };
    case 'taken':
      return { outcome: outcome.kind, version: outcome.version, ...countsOf(outcome.summary) };
    case 'held': {
      const causes = outcome.causes.map(({ reason }) => reason).join(' ');
      return {
        outcome: outcome.kind,
        version: outcome.version,
        causes,
        ...untilOf(outcome),
        ...countsOf(outcome.summary),
      };
    }
    case 'refused': {
      const { reason, code, found } = outcome.refusal;
      return { outcome: outcome.kind, reason, code, found };
    }
    default:
      return unreachable(outcome);
  }
}

function untilOf({ until }: { readonly until: number | undefined }): { until?: string } {
  return until === undefined ? {} : { until: timeOf(until) };
}

function countsOf({
  counts,
  rejected,
  quarantined,
}: ListSummary): Record<string, number | Readonly<Record<string, number>>> {
  return {
    received: counts.received,
    active: counts.active,
    rejected: Object.fromEntries(rejected.byReason),
    quarantined: Object.fromEntries(quarantined.byReason),
  };
}

function textOf(id: string, outcome: UpdateOutcome): string {
  switch (outcome.kind) {
    case 'unchanged':
      return `${id}: unchanged`;
    case 'waiting':
      if (outcome.until !== undefined) return `${id}: in shadow until ${timeOf(outcome.until)}`;
      return `${id}: still held; see netvakt list show ${id}`;
    case 'taken':
      return `${id}: taken, version ${outcome.version}, ${outcome.summary.counts.active} rules`;
    case 'held': {
      if (outcome.until !== undefined)
        return `${id}: in shadow until ${timeOf(outcome.until)}, version ${outcome.version}`;
      const causes = outcome.causes.map(({ reason, found }) => `${reason} (${found})`).join(', ');
      return `${id}: held, version ${outcome.version}: ${causes}. Look, then: netvakt list release ${id} --by NAME --reason TEXT`;
    }
    case 'refused':
      return describeRefusal(outcome.refusal);
    default:
      return unreachable(outcome);
  }
}

function codeOf(outcome: UpdateOutcome): number {
  if (outcome.kind === 'refused') return EXIT.failed;
  const isHeld = outcome.kind === 'held' || outcome.kind === 'waiting';
  return isHeld && outcome.until === undefined ? EXIT.held : EXIT.done;
}

function unreachable(outcome: never): never {
  throw new TypeError(`Cannot tell of the outcome ${JSON.stringify(outcome)}`);
}
