import { describeRefusal, mustFindStore, refuse } from '@netvakt/blocklist';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { shown } from '../base/text.ts';
import { type ListOptions, openList, withManagedLists } from './command.ts';
import { type ListStatus, reportOf } from './status-report.ts';
import { detailsText, statusText } from './status-text.ts';

export interface ShowOptions extends ListOptions {
  readonly id: string;
}

/** What of each managed list is in force, how fresh it is, and what waits for whom. */
export const status: Action<ListOptions> = withManagedLists<ListOptions>(async (context, { json }, opened) => {
  await mustFindStore(opened.lists.folder);
  const codes = new Set<number>();
  for (const id of opened.lists.ids) {
    const managed = await openList(context, opened, id);
    if (managed === undefined) continue;
    const report = await reportOf(managed);
    if (report.waits) codes.add(EXIT.held);
    const fault = faultOf(report);
    if (fault !== undefined) codes.add(EXIT.failed);
    await context.stdout.write(shown(json, report, statusText(report, Date.now())));
    if (fault !== undefined) await context.stderr.write(`${fault}\n`);
  }
  return [EXIT.failed, EXIT.held].find((code) => codes.has(code)) ?? EXIT.done;
});

/** Everything that is known of one list, without its entries. */
export const show: Action<ShowOptions> = withManagedLists<ShowOptions>(async (context, { id, json }, opened) => {
  const managed = await openList(context, opened, id);
  if (managed === undefined) return EXIT.usage;
  await mustFindStore(opened.lists.folder);
  const report = await reportOf(managed);
  await context.stdout.write(shown(json, report, detailsText(report, Date.now())));
  if (report.unreadable !== null) await context.stderr.write(`${faultOf(report)}\n`);
  return faultOf(report) === undefined ? EXIT.done : EXIT.failed;
});

/** Why a list is not as it should be: nothing is in force, or that is not known. */
function faultOf({ list, current, unreadable }: ListStatus): string | undefined {
  if (unreadable !== null) return describeRefusal(refuse(list, 'store-unreadable', unreadable));
  return current === null ? `${list}: nothing in force` : undefined;
}
