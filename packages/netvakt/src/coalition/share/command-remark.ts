import { noticeId, noticePath, noticesIn, signNotice, signRemark } from '@netvakt/coalition';
import type { Action } from '../../base/context.ts';
import { EXIT } from '../../base/exit.ts';
import { OperatorError } from '../../base/operator-error.ts';
import { shown } from '../../base/text.ts';
import { type ActingParty, actingParty } from '../as-party.ts';
import { delegatedIn, oneWithId } from './inbox.ts';

export interface RemarkOptions {
  readonly id: string;
  readonly what: 'withdraw' | 'seen' | 'release';
  readonly home?: string;
  readonly json?: boolean;
}

/** Adds a remark to a notice. */
export const remark: Action<RemarkOptions> = async ({ stdout }, { id, what, home, json }) => {
  const acting = await actingParty(home);
  const { path, words } = await REMARKS[what](acting, id);
  await stdout.write(shown(json, { path }, `${words}\n${path}`));
  return EXIT.done;
};

interface Remarked {
  readonly path: string;
  readonly words: string;
}

const REMARKS: Readonly<Record<RemarkOptions['what'], (acting: ActingParty, id: string) => Promise<Remarked>>> = {
  withdraw: async ({ store, parties, party, key }, text) => {
    const { id, author } = oneWithId((await noticesIn(store, parties)).notices, text);
    if ((author ?? parties.secretariat.id) !== party.id) {
      throw new OperatorError('ERR_COALITION', {
        found: 'This notice was posted by somebody else',
        remedy: 'Ask its author to withdraw it; the secretariat withdraws those that it posted for somebody',
      });
    }
    const path = `members/notice/${id}.withdrawn.jws`;
    await store.create(path, Buffer.from(await signRemark('withdrawal', id, key)));
    return { path, words: 'Withdrawn. Others see it once it is recorded.' };
  },
  seen: async ({ store, parties, party, key }, text) => {
    const { id, author } = oneWithId((await noticesIn(store, parties)).notices, text);
    if (author === party.id) {
      throw new OperatorError('ERR_COALITION', {
        found: 'This notice is your own',
        remedy: 'Only others count as having seen the same',
      });
    }
    const path = `inbox/seen/${id}.${party.id}.jws`;
    await store.create(path, Buffer.from(await signRemark('sighting', id, key)));
    return { path, words: 'The secretariat will count it. Nobody else learns that it was you.' };
  },
  release: async ({ store, parties, party, key }, text) => {
    if (party.id !== parties.secretariat.id) {
      throw new OperatorError('ERR_COALITION', {
        found: 'Only the secretariat posts for others',
        remedy: 'Run the command in its home',
      });
    }
    const { notice, path: letter } = oneWithId(await delegatedIn(store, parties), text);
    const signed = await signNotice(notice, key);
    const path = noticePath(noticeId(signed), notice.tlp === 'clear');
    await store.create(path, Buffer.from(signed));
    await store.remove(letter);
    return { path, words: 'Posted by the secretariat. The letter, which named its author, is gone.' };
  },
};
