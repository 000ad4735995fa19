import { parseDelivery } from '../parse/deliver.ts';
import type { RefusedList } from '../parse/list.ts';
import type { LoadedList } from '../parse/load.ts';
import { refuse } from '../report/refusal.ts';
import type { ListSettings } from '../settings/settings.ts';
import { ListStore } from '../store/list-store.ts';

/**
 * Loads the delivery in force, or the one that waits, out of the store in `folder`: the newest that opens, verified whole, and parsed
 * again with today's settings and guards. Its digest is the one that was sealed with it.
 *
 * @returns the list, or why it is refused; `nothing-stored` if there is none, `store-unreadable` if none opens. Never rejects.
 */
export async function loadStoredList(
  folder: string,
  secret: Buffer,
  settings: ListSettings,
  index: number,
  which: 'current' | 'held' = 'current',
): Promise<LoadedList | RefusedList> {
  const store = new ListStore(folder, settings.id, secret);
  const kept = await (which === 'current' ? store.current() : store.held());
  if (kept === undefined) {
    const unreadable = await store.unreadable();
    const refusal =
      unreadable === undefined
        ? refuse(settings.id, 'nothing-stored', 'there is no delivery in the store')
        : refuse(settings.id, 'store-unreadable', unreadable);
    return { ok: false, refusal, summary: undefined };
  }
  const parsed = await parseDelivery(kept, settings, index, kept.received);
  if (!parsed.ok) return parsed;
  return { ...parsed, files: [] };
}
