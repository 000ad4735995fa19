import {
  type Enforcement,
  expiryOf,
  isInShadow,
  type ListState,
  type StoredDelivery,
  stateOf,
  waitsForTime,
} from '@netvakt/blocklist';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { shown, timeOf } from '../base/text.ts';
import { type ListOptions, openList, withManagedLists } from './command.ts';
import type { ListIntake } from './managed-lists.ts';

export interface ShowOptions extends ListOptions {
  readonly id: string;
}

/** One line a managed list: what is in force, since when, and whether something waits. */
export const status: Action<ListOptions> = withManagedLists<ListOptions>(async (context, { json }, opened) => {
  let worst: number = EXIT.done;
  for (const id of opened.lists.ids) {
    const managed = await openList(context, opened, id);
    if (managed === undefined) continue;
    const report = await reportOf(managed);
    if (report.waits) worst = EXIT.held;
    if (report.current === null) worst = EXIT.failed;
    await context.stdout.write(shown(json, report, lineOf(report)));
    if (worst === EXIT.failed) await context.stderr.write(`${id}: nothing in force\n`);
  }
  return worst;
});

/** Everything that is known of one list, without its entries. */
export const show: Action<ShowOptions> = withManagedLists<ShowOptions>(async (context, { id, json }, opened) => {
  const managed = await openList(context, opened, id);
  if (managed === undefined) return EXIT.usage;
  const report = await reportOf(managed);
  const lines = Object.entries(report).map(([name, value]) => `${name.padEnd(12)} ${plain(value)}`);
  await context.stdout.write(shown(json, report, lines.join('\n')));
  return report.current === null ? EXIT.failed : EXIT.done;
});

interface ListStatus {
  readonly list: string;
  readonly current: object | null;
  readonly damaged: number;
  readonly previous: object | null;
  readonly held: object | null;
  /** What is held waits for somebody. */
  readonly waits: boolean;
  readonly enforcement: Enforcement;
  /** The end of the shadow, of the list or of what is held; `null` where it has none. */
  readonly until: string | null;
  readonly attempted: string;
  readonly succeeded: string;
  readonly failures: number;
  readonly believed: object | null;
  /** Until when the authority stands by what is in force; `null` where it has set no end. */
  readonly expires: string | null;
}

async function reportOf({ list: { store, settings }, people }: ListIntake): Promise<ListStatus> {
  const [current, previous, held] = [await store.current(), await store.previous(), await store.held()];
  const state = stateOf(await store.state());
  const { hold } = state;
  return {
    list: settings.id,
    current: deliveryOf(current),
    damaged: current?.damaged ?? 0,
    previous: deliveryOf(previous),
    held:
      hold === undefined
        ? null
        : { ...deliveryOf(held), causes: hold.causes, approvals: hold.approvals.map(({ by }) => by), people },
    waits: hold !== undefined && !waitsForTime(hold),
    enforcement: isInShadow(state, Date.now()) ? 'shadow' : settings.enforcement,
    until: endOf(state),
    attempted: timeOf(state.lastAttempt),
    succeeded: timeOf(state.lastSuccess),
    failures: state.failures,
    believed: state.trust === undefined ? null : { version: state.trust.version, keys: state.trust.keysVersion },
    expires: expiresOf(state, current),
  };
}

function expiresOf(state: ListState, current: StoredDelivery | undefined): string | null {
  const expires = current === undefined ? undefined : expiryOf(state, current.sha256);
  return expires === undefined ? null : timeOf(expires);
}

function endOf({ shadow, hold }: ListState): string | null {
  const until = shadow?.until ?? hold?.until ?? 0;
  return until === 0 ? null : timeOf(until);
}

function deliveryOf(delivery: StoredDelivery | undefined): object | null {
  if (delivery === undefined) return null;
  const { version, sha256, at, received, active } = delivery;
  return { version, sha256, since: timeOf(at), received, active };
}

function lineOf({ list, current, held, enforcement, succeeded, failures }: ListStatus): string {
  const inForce =
    current === null ? 'nothing in force' : `${enforcement === 'shadow' ? 'in shadow' : 'in force'}: ${plain(current)}`;
  const waiting = held === null ? '' : `; held: ${plain(held)}`;
  return `${list}: ${inForce}; last success ${succeeded}, ${failures} failures since${waiting}`;
}

function plain(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .filter(([name]) => name !== 'sha256')
    .map(([name, member]) => `${name} ${typeof member === 'object' ? JSON.stringify(member) : String(member)}`)
    .join(', ');
}
