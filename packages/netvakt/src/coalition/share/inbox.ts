import {
  CoalitionError,
  everybodyOf,
  filePlace,
  type ListedStore,
  NOTICE_BYTES,
  type Notice,
  noticeId,
  type Parties,
  readNotice,
} from '@netvakt/coalition';
import { OperatorError } from '../../base/operator-error.ts';

/** A notice that a member asks the secretariat to post. */
export interface Delegated {
  readonly id: string;
  readonly path: string;
  readonly notice: Notice;
}

/** The valid ones of the inbox. */
export async function delegatedIn(store: ListedStore, parties: Parties): Promise<readonly Delegated[]> {
  const keys = everybodyOf(parties).map(({ key }) => key);
  const found: Delegated[] = [];
  for (const { path } of await store.list('inbox/notice')) {
    const id = filePlace(path)?.notice;
    const text = (await store.read(path, NOTICE_BYTES))?.toString('utf8') ?? '';
    if (id === undefined || noticeId(text) !== id) continue;
    try {
      found.push({ id, path, notice: (await readNotice(text, keys, parties.markets)).notice });
    } catch (error) {
      if (!(error instanceof CoalitionError)) throw error;
    }
  }
  return found;
}

/** The one of `items` whose id begins with `text`. @throws OperatorError ERR_COALITION - there is none, or more than one. */
export function oneWithId<Item extends { readonly id: string }>(items: readonly Item[], text: string): Item {
  const found = /^[\da-f]{8,32}$/u.test(text) ? items.filter(({ id }) => id.startsWith(text)) : [];
  const [one] = found;
  if (one !== undefined && found.length === 1) return one;
  throw new OperatorError('ERR_COALITION', {
    found: found.length === 0 ? 'There is no notice with this id' : 'Several notices begin with these digits',
    remedy:
      'Give at least the first 8 digits that netvakt coalition share list or share inbox shows, or more of them with --json',
  });
}
