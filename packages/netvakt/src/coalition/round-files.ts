/** Where the files of a round are in the coalition's folder. */
import { type CoalitionPolicy, type ListedStore, type PartyFiles, quarterOf } from '@netvakt/coalition';
import { OperatorError } from '../base/operator-error.ts';

const MOST_BYTES = 16 << 20;
const NUMBER = /\.(\d{1,2})\.jws$/u;

export function submissionPath(quarter: string, member: string, revision: number): string {
  return `sealed/${quarter}/submission-${member}.${revision}.jws`;
}

export function acceptedPath(quarter: string, party: string, edition: number): string {
  return `sealed/${quarter}/accepted-${party}.${edition}.jws`;
}

export function sumPath(quarter: string, party: string, edition: number): string {
  return `sealed/${quarter}/sum-${party}.${edition}.jws`;
}

/** An edition as one aggregator signed it. */
export function signedEditionPath(quarter: string, party: string, edition: number): string {
  return `sealed/${quarter}/edition-${party}.${edition}.jws`;
}

/** An edition that all aggregators signed. */
export function editionPath(quarter: string, edition: number): string {
  return `public/edition/${quarter}.${edition}.json`;
}

export function policyPath({ serial }: Pick<CoalitionPolicy, 'serial'>): string {
  return `members/policy/${serial}.json`;
}

/** The text of a file, or `undefined` if there is none. */
export async function textIn(store: ListedStore, path: string): Promise<string | undefined> {
  return (await store.read(path, MOST_BYTES))?.toString('utf8');
}

/** All files of submissions of a quarter. One that cannot be read is given as empty, and so left out by name. */
export async function submissionFiles(store: ListedStore, quarter: string): Promise<{ file: string; text: string }[]> {
  const found = await store.list(`sealed/${quarter}`);
  const paths = found.map(({ path }) => path).filter((path) => path.startsWith(`sealed/${quarter}/submission-`));
  return await Promise.all(paths.map(async (file) => ({ file, text: (await textIn(store, file)) ?? '' })));
}

/** What an aggregator wrote in a quarter. */
export async function partyFiles(store: ListedStore, quarter: string, party: string): Promise<PartyFiles> {
  const sums = await numbered(store, quarter, `sum-${party}`, sumPath, party);
  const accepted = await numbered(store, quarter, `accepted-${party}`, acceptedPath, party);
  // A gap in the sums is shown to the round as an empty file, which it names.
  return { sums: sums.map((text) => text ?? ''), accepted };
}

async function numbered(
  store: ListedStore,
  quarter: string,
  name: string,
  pathOf: typeof sumPath,
  party: string,
): Promise<readonly (string | undefined)[]> {
  const found = (await store.list(`sealed/${quarter}`)).map(({ path }) => path);
  const numbers = found
    .filter((path) => path.startsWith(`sealed/${quarter}/${name}.`))
    .map((path) => Number(NUMBER.exec(path)?.[1] ?? 0));
  const count = Math.max(0, ...numbers);
  return await Promise.all(Array.from({ length: count }, (_, i) => textIn(store, pathOf(quarter, party, i + 1))));
}

/** @throws OperatorError ERR_COALITION - it is no quarter. */
export function checkedQuarter(text: string): string {
  if (quarterOf(text) !== undefined) return text;
  throw new OperatorError('ERR_COALITION', { found: `"${text}" is no quarter`, remedy: 'Write it as 2026-Q3' });
}
