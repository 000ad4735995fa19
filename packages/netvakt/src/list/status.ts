import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { shown } from '../base/text.ts';
import { type ListOptions, openList, withManagedLists } from './command.ts';
import { reportOf } from './status-report.ts';
import { detailsText, statusText } from './status-text.ts';

export interface ShowOptions extends ListOptions {
  readonly id: string;
}

/** What of each managed list is in force, how fresh it is, and what waits for whom. */
export const status: Action<ListOptions> = withManagedLists<ListOptions>(async (context, { json }, opened) => {
  const codes = new Set<number>();
  for (const id of opened.lists.ids) {
    const managed = await openList(context, opened, id);
    if (managed === undefined) continue;
    const report = await reportOf(managed);
    if (report.waits) codes.add(EXIT.held);
    if (report.current === null) codes.add(EXIT.failed);
    await context.stdout.write(shown(json, report, statusText(report, Date.now())));
    if (report.current === null) await context.stderr.write(`${id}: nothing in force\n`);
  }
  return [EXIT.failed, EXIT.held].find((code) => codes.has(code)) ?? EXIT.done;
});

/** Everything that is known of one list, without its entries. */
export const show: Action<ShowOptions> = withManagedLists<ShowOptions>(async (context, { id, json }, opened) => {
  const managed = await openList(context, opened, id);
  if (managed === undefined) return EXIT.usage;
  const report = await reportOf(managed);
  await context.stdout.write(shown(json, report, detailsText(report, Date.now())));
  return report.current === null ? EXIT.failed : EXIT.done;
});
