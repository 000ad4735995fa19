/** How `netvakt list update` reports what became of a delivery. No text of the list in any of it. */
import { describePolicy, describeRefusal, type ListSummary, type UpdateOutcome } from '@netvakt/blocklist';
import { EXIT } from '../base/exit.ts';
import { timeOf } from '../base/text.ts';

/** Enough to see what is wrong; the counts tell how much. */
const MOST_PLACES = 20;

/** Where an authority finds what was set aside: never what it is. */
interface EntryPlace {
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

/** The first entries that were rejected or quarantined, in the order of the list. */
export function positionsIn(summary: ListSummary | undefined): readonly EntryPlace[] {
  if (summary === undefined) return [];
  const all: readonly EntryPlace[] = [...summary.rejected.first, ...summary.quarantined.first];
  return all.toSorted((a, b) => a.line - b.line).slice(0, MOST_PLACES);
}

/** A place, for people. */
export function placeOf({ line, column, reason }: EntryPlace): string {
  return `line ${line}, column ${column}: ${reason}`;
}

/** An outcome for programs: counts, reasons, versions. */
export function reportOf(
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
  policy,
}: ListSummary): Record<string, number | Readonly<Record<string, number>>> {
  return {
    received: counts.received,
    active: counts.active,
    rejected: Object.fromEntries(rejected.byReason),
    quarantined: Object.fromEntries(quarantined.byReason),
    ...(policy.size > 0 && { policy: Object.fromEntries(policy) }),
  };
}

/** An outcome for people. */
export function textOf(id: string, outcome: UpdateOutcome): string {
  switch (outcome.kind) {
    case 'unchanged':
      return `${id}: unchanged`;
    case 'waiting':
      if (outcome.until !== undefined) return `${id}: in shadow until ${timeOf(outcome.until)}`;
      return `${id}: still held; see netvakt list show ${id}`;
    case 'taken':
      return `${id}: taken, version ${outcome.version}, ${outcome.summary.counts.active} rules${policyText(outcome.summary)}`;
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

function policyText({ policy }: ListSummary): string {
  const text = describePolicy(Object.fromEntries(policy));
  return text === undefined ? '' : `; zone: ${text}`;
}

/** The exit code of one outcome. */
export function codeOf(outcome: UpdateOutcome): number {
  if (outcome.kind === 'refused') return EXIT.failed;
  const isHeld = outcome.kind === 'held' || outcome.kind === 'waiting';
  return isHeld && outcome.until === undefined ? EXIT.held : EXIT.done;
}

function unreachable(outcome: never): never {
  throw new TypeError(`Cannot tell of the outcome ${JSON.stringify(outcome)}`);
}
