import { isExpired, noticesIn, type SharedNotice, textOfNotice } from '@netvakt/coalition';
import { type Action, todayIn } from '../../base/context.ts';
import { EXIT } from '../../base/exit.ts';
import { shown } from '../../base/text.ts';
import { actingParty } from '../as-party.ts';
import { delegatedIn } from './inbox.ts';

export interface ListNoticesOptions {
  readonly all?: boolean;
  readonly kind?: readonly string[];
  readonly home?: string;
  readonly json?: boolean;
}

/** Lists notices, oldest first. */
export const list: Action<ListNoticesOptions> = async (context, { all, kind, home, json }) => {
  const { store, parties } = await actingParty(home, context);
  const { notices, refused } = await noticesIn(store, parties);
  const today = todayIn(context);
  const chosen = notices
    .filter(({ notice, isWithdrawn }) => all === true || !(isWithdrawn || isExpired(notice, today)))
    .filter(({ notice }) => kind === undefined || kind.includes(notice.kind));
  const lines = [
    ...chosen.map((one) => lineOf(one, today)),
    ...refused.map((path) => `refused, not what its name says: ${path}`),
  ];
  await context.stdout.write(shown(json, { notices: chosen, refused }, lines.join('\n') || 'no notice is in force'));
  return EXIT.done;
};

/** Lists what waits for the secretariat; nobody's name is shown to it either. */
export const inbox: Action<ListNoticesOptions> = async ({ stdout }, { home, json }) => {
  const { store, parties } = await actingParty(home);
  const waiting = await delegatedIn(store, parties);
  const lines = waiting.map(({ id, notice }) => `${id.slice(0, 8)}  ${textOfNotice(notice)}`);
  const report = { notices: waiting.map(({ id, notice }) => ({ id, notice })) };
  await stdout.write(shown(json, report, lines.join('\n') || 'nothing waits'));
  return EXIT.done;
};

function lineOf({ id, notice, author, isSeenByOthers, isWithdrawn }: SharedNotice, today: string): string {
  const marks = [
    ...(isSeenByOthers ? ['seen by at least 3 others'] : []),
    ...(isWithdrawn ? ['withdrawn'] : []),
    isExpired(notice, today) ? 'expired' : `until ${notice.expires}`,
  ];
  const head = `${id.slice(0, 8)}  ${notice.posted}  TLP:${notice.tlp.toUpperCase()}  ${author ?? 'secretariat'}`;
  return `${head}  ${textOfNotice(notice)} (${marks.join('; ')})`;
}
