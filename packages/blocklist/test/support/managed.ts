import { DEFAULT_CHANGE_BOUNDS } from '../../src/guard/change.ts';
import type { ManagedList } from '../../src/intake/managed-list.ts';
import type { PartialListSettings } from '../../src/settings/settings.ts';
import { ListStore } from '../../src/store/list-store.ts';
import { settingsFor } from './parse.ts';

/** A list with a store of its own in `folder`, unsigned if nothing else is given. */
export function managedList(
  folder: string,
  given: Partial<Omit<ManagedList, 'settings'>> & { readonly settings?: Partial<PartialListSettings> } = {},
): ManagedList {
  const { settings, ...rest } = given;
  return {
    settings: settingsFor({ id: 'se-urls', ...settings }),
    store: new ListStore(folder, 'se-urls', Buffer.alloc(32, 9)),
    trust: { kind: 'unsigned' },
    change: DEFAULT_CHANGE_BOUNDS,
    shadowTime: 0,
    digestKey: Buffer.alloc(32, 3),
    ...rest,
  };
}

/** A list of `count` pages. */
export function pages(count: number, host = 'bad'): Buffer {
  return Buffer.from(Array.from({ length: count }, (_, index) => `http://${host}-${index}.test/a\n`).join(''));
}
