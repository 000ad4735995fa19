/** Whether a party's file matches its place. What cannot be read by the server is at least signed by its sender. */
import {
  CoalitionError,
  isTableOf,
  isWitnessedBy,
  noticeId,
  type Parties,
  type Party,
  type Place,
  type PublicKey,
  parseCheckpoint,
  partiesOf,
  readEdition,
  readNotice,
  readPolicy,
  readRemark,
  verifyDocument,
} from '@netvakt/coalition';

/** Quarters before the present one whose files are still taken: corrections of two years. */
const OLDEST_QUARTERS = 8;

/** What is handed in. */
export interface Handed {
  readonly path: string;
  readonly place: Place;
  readonly bytes: Buffer;
  readonly party: Party;
  readonly parties: Parties;
  /** Seconds since 1970. */
  readonly now: number;
  /** Reads another file of the folder. */
  readonly read: (path: string) => Promise<Buffer | undefined>;
}

/** The signed files of a quarter, by the beginning of their name. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['submission', 'netvakt-submission'],
  ['sum', 'netvakt-sum'],
  ['accepted', 'netvakt-accepted'],
  ['edition', 'netvakt-edition'],
]);

/** Returns why the file is not taken; `undefined` if it is. Holds nothing of the file. */
export async function refusalOf(handed: Handed): Promise<string | undefined> {
  const { path } = handed;
  try {
    if (path.startsWith('sealed/')) return await sealedRefusal(handed);
    if (path.startsWith('public/witness/')) return witnessRefusal(handed);
    if (path.startsWith('members/policy/')) return await policyRefusal(handed);
    if (path.startsWith('public/edition/'))
      return await (path.endsWith('.json') ? editionRefusal : tableRefusal)(handed);
    return path.includes('/notice/') || path.startsWith('inbox/') ? await noticeRefusal(handed) : undefined;
  } catch (error) {
    if (error instanceof CoalitionError) return `it is not what its place says (${error.code})`;
    throw error;
  }
}

async function sealedRefusal({ path, place, bytes, party, now }: Handed): Promise<string | undefined> {
  const [, quarter = '', kind = ''] = /^sealed\/([^/]+)\/([a-z]+)-/u.exec(path) ?? [];
  const today = new Date(now * 1000);
  const present = today.getUTCFullYear() * 4 + Math.floor(today.getUTCMonth() / 3);
  const age = present - (Number(quarter.slice(0, 4)) * 4 + Number(quarter.slice(-1)) - 1);
  if (age < 0 || age > OLDEST_QUARTERS) return 'its quarter is to come, or too long ago';
  await verifyDocument(bytes.toString('utf8'), {
    type: TYPES.get(kind) ?? '',
    keys: [party.key],
    mostLength: place.most,
  });
  return undefined;
}

function witnessRefusal({ bytes, party, parties, now }: Handed): string | undefined {
  const checkpoint = parseCheckpoint(bytes);
  const isCosigned = checkpoint !== undefined && isWitnessedBy(checkpoint, parties, party, now);
  return isCosigned ? undefined : 'it is no checkpoint of this log with a cosignature of this party';
}

async function policyRefusal({ path, bytes, parties }: Handed): Promise<string | undefined> {
  const { policy } = await readPolicy(bytes.toString('utf8'));
  const isOurs = partiesOf(policy).origin === parties.origin;
  return isOurs && path === `members/policy/${policy.serial}.json`
    ? undefined
    : 'it is another policy than its name says';
}

async function editionRefusal({ path, bytes, parties }: Handed): Promise<string | undefined> {
  const { edition, signers } = await readEdition(bytes.toString('utf8'), parties);
  if (signers.length < parties.aggregators.length) return 'not every aggregator has signed it';
  return path === `public/edition/${edition.edition}.json` ? undefined : 'it is another edition than its name says';
}

/** A table has no signature: it is taken if it shows what the edition next to it holds. Other files of editions are not taken. */
async function tableRefusal({ path, bytes, parties, read }: Handed): Promise<string | undefined> {
  if (!path.endsWith('.csv')) return 'an edition is a .json file, and a .csv file with the same figures';
  const edition = (await read(path.replace(/csv$/u, 'json')))?.toString('utf8');
  if (edition === undefined) return 'its edition is not here yet: hand in the .json file first';
  return (await isTableOf(edition, bytes, parties)) ? undefined : 'it shows other figures than its edition';
}

async function noticeRefusal({ path, place, bytes, party, parties }: Handed): Promise<string | undefined> {
  const text = bytes.toString('utf8');
  const keys: readonly PublicKey[] = [party.key];
  if (path.startsWith('inbox/seen/')) return aboutRefusal((await readRemark(text, 'sighting', keys)).notice, place);
  if (path.endsWith('.withdrawn.jws')) return aboutRefusal((await readRemark(text, 'withdrawal', keys)).notice, place);
  if (path.endsWith('.seen.jws')) return aboutRefusal((await readRemark(text, 'sightings', keys)).notice, place);
  const { notice } = await readNotice(text, keys, parties.markets);
  if (noticeId(text) !== place.notice) return 'its name is not its id';
  const isPublic = path.startsWith('public/');
  return path.startsWith('inbox/') || (notice.tlp === 'clear') === isPublic ? undefined : 'its label belongs elsewhere';
}

function aboutRefusal(notice: string, place: Place): string | undefined {
  return notice === place.notice ? undefined : 'it is about another notice';
}
