import {
  auditHistory,
  diskFailure,
  fetchAndUpdate,
  type ListRefusal,
  type ManagedList,
  refuse,
  StoreError,
  takeAfterShadow,
  type UpdateOutcome,
} from '@netvakt/blocklist';
import type { Action, Context } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { OperatorError } from '../base/operator-error.ts';
import { userName } from '../base/person.ts';
import { shown } from '../base/text.ts';
import { configured } from '../config/default-config.ts';
import { isManaged, type ListOptions, type OpenedLists, openList, unmanaged, withStore } from './command.ts';
import type { ManagedLists } from './managed-lists.ts';
import { type AuditDetails, record } from './record.ts';
import { codeOf, placeOf, positionsIn, reportOf, textOf } from './tell-outcome.ts';

export interface UpdateOptions extends ListOptions {
  /** Ids; none for all. */
  readonly ids: readonly string[];
  /** Holds what comes, whatever it is. */
  readonly hold?: boolean;
  /** Ids of lists that had deliveries: a store that holds none of one has lost them. */
  readonly stored?: readonly string[];
  /** The version of a delivery that is taken although it is lower than the one in force: its authority counts anew. */
  readonly acceptVersion?: string;
  /** What the store held is gone on purpose, or cannot be had back. */
  readonly beginAnew?: boolean;
}

/**
 * Fetches lists and takes, holds or refuses what comes. Each is tried, whatever became of the one before it; the worst outcome decides
 * the exit code. The delivery in force stays in force whatever it is. A running filter takes new deliveries up at its next reload.
 */
export const update: Action<UpdateOptions> = async (context, options) => {
  try {
    return await updateAll(context, options);
  } catch (error) {
    const reason = error instanceof OperatorError ? 'keys-unreadable' : reasonOf(error);
    // Who reads JSON counts by list: what stops all of them is a refusal of each.
    if (options.json === true && reason !== undefined) await refuseAll(context, options, reason, error);
    throw error;
  }
};

const updateAll = withStore<UpdateOptions>(async (context, options, opened) => {
  const ids = options.ids.length === 0 ? opened.lists.ids : options.ids;
  const unknown = ids.find((id) => !isManaged(opened, id));
  if (unknown !== undefined) {
    await context.stderr.write(unmanaged(opened, unknown));
    return EXIT.usage;
  }
  const codes = new Set<number>();
  for (const id of ids) codes.add(await updateOne(context, options, opened, id));
  return [EXIT.failed, EXIT.held].find((code) => codes.has(code)) ?? EXIT.done;
});

/** The reason nothing can be done with the store, as a refusal. */
const REFUSED_BY_STORE: Readonly<Record<StoreError['code'], ListRefusal['reason']>> = {
  ERR_STORE_LOCKED: 'store-locked',
  ERR_STORE_LOCK: 'store-unwritable',
  ERR_STORE_MISSING: 'store-lost',
  ERR_STORE_UNREADABLE: 'store-unreadable',
  ERR_STORE_FULL: 'store-full',
  ERR_STORE_UNWRITABLE: 'store-unwritable',
};

function reasonOf(error: unknown): ListRefusal['reason'] | undefined {
  return error instanceof StoreError ? REFUSED_BY_STORE[error.code] : undefined;
}

async function refuseAll(
  { stdout }: Context,
  { ids, config }: UpdateOptions,
  reason: ListRefusal['reason'],
  error: unknown,
): Promise<void> {
  const { intake } = await configured(config);
  const found = error instanceof Error ? error.message : '';
  for (const { id } of intake?.lists ?? []) {
    if (ids.length > 0 && !ids.includes(id)) continue;
    const report = reportOf({ kind: 'refused', refusal: refuse(id, reason, found), summary: undefined });
    await stdout.write(`${JSON.stringify({ list: id, ...report })}\n`);
  }
}

async function updateOne(context: Context, options: UpdateOptions, opened: OpenedLists, id: string): Promise<number> {
  try {
    const managed = await openList(context, opened, id);
    if (managed === undefined) return EXIT.usage;
    const list = await withPast(managed.list, options, opened.lists);
    const due = await takeWhatIsDue(context, options.json, opened.lists, list);
    const outcome = await fetchAndUpdate(list, managed.source, managed.bounds, Date.now(), options.hold);
    const settled = { id, outcome, accepted: options.acceptVersion };
    const code = await settle(context, options.json, opened.lists, settled);
    return due === EXIT.failed ? due : code;
  } catch (error) {
    const refusal = refusalOf(id, error, opened.lists.folder);
    if (refusal === undefined) throw error;
    if (error instanceof OperatorError) await context.stderr.write(`${error.message}\n`);
    const outcome = { kind: 'refused', refusal, summary: undefined } as const;
    return settle(context, options.json, opened.lists, { id, outcome });
  }
}

/** What stops one list and not the next: its files, or the disk under its store. `undefined` for a mistake of ours. */
function refusalOf(id: string, error: unknown, folder: string): ListRefusal | undefined {
  if (error instanceof OperatorError) return refuse(id, 'keys-unreadable', error.message);
  const failure = diskFailure(folder, error);
  return failure && refuse(id, failure.reason, failure.found);
}

/** The list with what is known of its past from elsewhere than its own folder. */
async function withPast(
  list: ManagedList,
  { stored = [], beginAnew = false, acceptVersion }: UpdateOptions,
  { audit }: ManagedLists,
): Promise<ManagedList> {
  const { id } = list.settings;
  const hadDeliveries = stored.includes(id) || ((await list.store.isEmpty()) && (await wasTaken(audit, id)));
  return { ...list, hadDeliveries, beginAnew, acceptVersion };
}

/** True if the audit log, which may be on another disk than the store, knows of a delivery that was put in force. */
async function wasTaken(audit: string, id: string): Promise<boolean> {
  const events = await auditHistory(audit, id, Number.POSITIVE_INFINITY);
  return events.some(({ details }) => ['taken', 'released'].includes(String(outcomeIn(details))));
}

function outcomeIn(details: unknown): unknown {
  return typeof details === 'object' && details !== null && 'outcome' in details ? details.outcome : undefined;
}

/** A delivery whose time in shadow is over is taken whether the source answers or not. Returns the exit code of that alone. */
async function takeWhatIsDue(
  context: Context,
  json: boolean | undefined,
  lists: ManagedLists,
  list: ManagedList,
): Promise<number> {
  const now = Date.now();
  const taken = await takeAfterShadow(list, now);
  if (taken === undefined) return EXIT.done;
  const { id } = list.settings;
  const { version, received, active } = taken;
  const report = { outcome: 'taken', version, received, active };
  const text = `${id}: taken after its time in shadow, version ${version}, ${active} rules`;
  const unwritten = await writeAudit(context, lists, id, report);
  await tell(context, shown(json, { list: id, ...report, ...auditOf(unwritten) }, text), unwritten);
  return unwritten === undefined ? EXIT.done : EXIT.failed;
}

/** What became of a list. */
interface Settled {
  readonly id: string;
  readonly outcome: UpdateOutcome;
  /** The version that somebody accepted beforehand. */
  readonly accepted?: string | undefined;
}

/** Writes down and reports what became of a list. An audit log that cannot be written makes it a failure, and changes nothing of it. */
async function settle(
  context: Context,
  json: boolean | undefined,
  lists: ManagedLists,
  { id, outcome, accepted }: Settled,
): Promise<number> {
  const { rejected: _rejected, quarantined: _quarantined, policy: _policy, ...facts } = reportOf(outcome);
  const details = accepted === undefined ? facts : { ...facts, accepted };
  const isNews = outcome.kind !== 'unchanged' && outcome.kind !== 'waiting';
  const unwritten = isNews ? await writeAudit(context, lists, id, details) : undefined;
  const first = positionsIn('summary' in outcome ? outcome.summary : undefined);
  const text = [textOf(id, outcome), ...first.map((position) => `${id}: ${placeOf(position)}`)].join('\n');
  const report = { list: id, ...reportOf(outcome), ...(first.length > 0 && { first }) };
  await tell(context, shown(json, { ...report, ...auditOf(unwritten) }, text), unwritten);
  return unwritten === undefined ? codeOf(outcome) : EXIT.failed;
}

async function tell({ stdout, stderr }: Context, text: string, unwritten: OperatorError | undefined): Promise<void> {
  await stdout.write(text);
  if (unwritten !== undefined) await stderr.write(`${unwritten.message}\n`);
}

function auditOf(unwritten: OperatorError | undefined): { readonly audit?: 'not-written' } {
  return unwritten === undefined ? {} : { audit: 'not-written' };
}

/** Resolves with why the line could not be written, if so. */
async function writeAudit(
  context: Context,
  lists: ManagedLists,
  list: string,
  details: AuditDetails,
): Promise<OperatorError | undefined> {
  try {
    await record(context, lists.audit, { at: Date.now(), action: 'update', list, by: userName(), details });
    return undefined;
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
}
