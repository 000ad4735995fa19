/** Notices in the folder, and who else has seen the same. */
import { CoalitionError } from '../document/error.ts';
import type { SharedNotice } from '../notice/shared-notice.ts';
import { LEAST_SIGHTINGS, NOTICE_BYTES, noticeId, readNotice, readRemark, signRemark } from '../notice/signed.ts';
import type { PrivateKey } from '../signature/key.ts';
import { filePlace } from './layout.ts';
import { everybodyOf, type Parties, partyWith } from './parties.ts';
import type { ListedStore } from './store.ts';

/** Notices of a folder, and files in their place that are none. */
export interface NoticesFound {
  /** Sorted by the day on which they were posted, then by id. */
  readonly notices: readonly SharedNotice[];
  /** Paths of files that do not match their name, or whose signer is not the right one. */
  readonly refused: readonly string[];
}

/** Reads every notice that the store holds, with the remarks about it. Cost: one signature a file. */
export async function noticesIn(store: ListedStore, parties: Parties): Promise<NoticesFound> {
  const notices: SharedNotice[] = [];
  const refused: string[] = [];
  const files = [...(await store.list('public/notice')), ...(await store.list('members/notice'))];
  for (const { path } of files) {
    const place = filePlace(path);
    if (place?.kind !== 'notice') continue;
    const found = await noticeAt(store, parties, path, place.notice ?? '').catch(unlessDocument);
    if (found === undefined) refused.push(path);
    else notices.push(found);
  }
  return { notices: notices.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)), refused };
}

function orderOf({ notice, id }: SharedNotice): string {
  return `${notice.posted} ${id}`;
}

/** Reads one notice. Rejects with a `CoalitionError` if it is not valid; `undefined` if there is none, or its name is not its id. */
async function noticeAt(
  store: ListedStore,
  parties: Parties,
  path: string,
  id: string,
): Promise<SharedNotice | undefined> {
  const text = await textAt(store, path);
  if (text === undefined || noticeId(text) !== id) return undefined;
  const keys = everybodyOf(parties).map(({ key }) => key);
  const { notice, signer } = await readNotice(text, keys, parties.markets);
  if ((notice.tlp === 'clear') !== path.startsWith('public/')) return undefined;
  const author = partyWith(parties, signer)?.id;
  return {
    id,
    notice,
    ...(author === undefined || author === parties.secretariat.id ? {} : { author }),
    isSeenByOthers: await isRemarked(store, parties, id, 'seen', [parties.secretariat.key.kid]),
    isWithdrawn: await isRemarked(store, parties, id, 'withdrawn', [signer.kid]),
  };
}

const REMARKS = { seen: 'sightings', withdrawn: 'withdrawal' } as const;

/** True if the file is there and one of `kids` has signed it. */
async function isRemarked(
  store: ListedStore,
  parties: Parties,
  id: string,
  what: 'seen' | 'withdrawn',
  kids: readonly string[],
): Promise<boolean> {
  const text = await textAt(store, `members/notice/${id}.${what}.jws`);
  if (text === undefined) return false;
  const keys = everybodyOf(parties)
    .map(({ key }) => key)
    .filter(({ kid }) => kids.includes(kid));
  const remark = await readRemark(text, REMARKS[what], keys).catch(unlessDocument);
  return remark?.notice === id;
}

/**
 * Publishes "seen by at least three others" for the notices of which that is true by now. Who, and how many, stays in the inbox.
 *
 * @returns the notices for which it was published now.
 */
export async function publishSightings(
  store: ListedStore,
  parties: Parties,
  key: PrivateKey,
): Promise<readonly string[]> {
  const { notices } = await noticesIn(store, parties);
  const published: string[] = [];
  for (const { id, author, isSeenByOthers, isWithdrawn } of notices) {
    if (isSeenByOthers || isWithdrawn || (await othersWhoSaw(store, parties, id, author)) < LEAST_SIGHTINGS) continue;
    const text = await signRemark('sightings', id, key);
    await store.create(`members/notice/${id}.seen.jws`, Buffer.from(text));
    published.push(id);
  }
  return published;
}

async function othersWhoSaw(store: ListedStore, parties: Parties, id: string, author?: string): Promise<number> {
  let count = 0;
  for (const member of parties.members) {
    const text = member.id === author ? undefined : await textAt(store, `inbox/seen/${id}.${member.id}.jws`);
    if (text === undefined) continue;
    const remark = await readRemark(text, 'sighting', [member.key]).catch(unlessDocument);
    if (remark?.notice === id) count += 1;
  }
  return count;
}

async function textAt(store: ListedStore, path: string): Promise<string | undefined> {
  return (await store.read(path, NOTICE_BYTES))?.toString('utf8');
}

function unlessDocument(error: unknown): undefined {
  if (error instanceof CoalitionError) return undefined;
  throw error;
}
