/** Stage 1, whole: the lists' names -> the addresses that traffic is led to the filter for. */
import { Destinations, ownAddresses } from '@netvakt/proxy';
import type { OperatorError } from '../../base/operator-error.ts';
import type { Config } from '../../config/config.ts';
import type { InterceptionSection, SuspectsSection } from '../../config/schema/interception.ts';
import { exportError } from '../failure.ts';
import type { ListedNames } from '../names.ts';
import { readMemory, writeMemory } from './memory.ts';
import { type AskDns, askAll, askThrough } from './resolve.ts';
import { settle } from './settle.ts';
import { type LeftOut, type MayUse, sieve } from './sieve.ts';

/** What a run has come to: counts, and the addresses themselves. */
export interface Suspects {
  readonly addresses: readonly string[];
  readonly report: SuspectsReport;
}

/** What can be reported of a run. */
export interface SuspectsReport {
  readonly names: number;
  readonly addresses: number;
  readonly added: number;
  readonly removed: number;
  readonly leftOut: Readonly<Record<LeftOut, number>>;
}

/** What a run needs of the world. */
export interface SuspectsWorld {
  /** Unix seconds. */
  readonly now: number;
  /** Called with the number of names that are done. */
  readonly progress: (done: number, all: number) => void;
  /** In place of the configured resolvers. */
  readonly ask?: AskDns;
  readonly own?: readonly string[];
}

/**
 * Resolves the names, sieves what comes, and weighs it against the run before. The memory is only written if the run is accepted.
 * Throws an {@link OperatorError} if it does not: then nothing has changed.
 */
export async function findSuspects(
  { interception }: Pick<Config, 'interception'>,
  names: ListedNames,
  world: SuspectsWorld,
): Promise<Suspects> {
  const section = suspectsOf(interception);
  const { state } = section;
  const before = await readMemory(state);
  const asked = namesToAsk(names);
  const ask = world.ask ?? askThrough(section.resolvers, section.timeoutSeconds * 1000);
  const answers = await askAll(asked, ask, section.parallel, (done) => world.progress(done, asked.length));
  const mayUse = mayUseOf(section, world.own ?? ownAddresses());
  const { timeoutSeconds, minAnswered } = section;
  if (answers === undefined) throw deadResolver(timeoutSeconds);
  const answered = answers.filter(({ ok }) => ok).length;
  if (answered < minAnswered * asked.length) throw tooFewAnswers(answered, asked.length, minAnswered);
  const found = answers.map((answer) => (answer.ok ? answer.found : undefined));
  const { addresses: seen, leftOut } = sieve(found, section.maxPerName, mayUse);
  const fixed = names.addresses.filter((address) => mayUse(address) === undefined);
  const settled = settle(seen, fixed, before, section, world.now);
  if ('refused' in settled) throw refusal(settled);
  if (settled.addresses.length === 0 && asked.length > 0) throw noAddress(asked.length, settled.waiting);
  await writeMemory(state, settled.memory);
  const { addresses, added, gone, waiting } = settled;
  const report = {
    names: asked.length,
    addresses: addresses.length,
    added,
    removed: gone.length,
    leftOut: { ...leftOut, 'not-yet-stable': waiting },
  };
  return { addresses, report };
}

/** Path of the file that keeps what stage 1 remembers. */
export function stateOf({ interception }: Pick<Config, 'interception'>): string {
  return suspectsOf(interception).state;
}

function suspectsOf(interception: InterceptionSection | undefined): SuspectsSection {
  if (interception === undefined)
    throw exportError('the configuration has no section interception', 'Add one: stage 1 takes its bounds from it');
  return interception.suspects;
}

/** A domain's own name, and the one below it that a browser is most often sent to; more of them DNS does not tell. */
function namesToAsk({ domains, hosts, partly }: ListedNames): string[] {
  const all = new Set([...domains, ...hosts, ...partly]);
  for (const domain of domains) if (!domain.startsWith('www.')) all.add(`www.${domain}`);
  return [...all];
}

function mayUseOf({ never, allow }: SuspectsSection, own: readonly string[]): MayUse {
  const refused = new Destinations({ allow: ['0.0.0.0/0', '::/0'], deny: never }, []);
  const usable = new Destinations({ allow, deny: [] }, own);
  return (address) => {
    if (!refused.permits(address)) return 'never';
    return usable.permits(address) ? undefined : 'internal-or-reserved';
  };
}

function deadResolver(seconds: number): OperatorError {
  return exportError(
    `no resolver answers within ${seconds} s, not even for the root`,
    'Check interception.suspects.resolvers, and the way there; what is in use stays',
  );
}

function tooFewAnswers(answered: number, asked: number, share: number): OperatorError {
  return exportError(
    `${answered} of ${asked} names were answered, fewer than interception.suspects.min_answered, ${share}`,
    'Check the resolvers; what is in use stays. If so many names are broken, lower it',
  );
}

/** In force, it would lead nothing to the filter, and nobody would notice. */
function noAddress(names: number, waiting: number): OperatorError {
  return exportError(
    `${names} names lead to no address that may be used, ${waiting} wait for interception.suspects.stable_runs`,
    'Check what the resolvers answer, and allow and never; what is in use stays. To lead nothing to the filter: netvakt export nft --remove',
  );
}

function refusal({
  refused,
  found,
  most,
}: {
  readonly refused: 'too-many' | 'growth';
  readonly found: number;
  readonly most: number;
}): OperatorError {
  if (refused === 'too-many')
    return exportError(
      `there are ${found} suspect addresses, above interception.suspects.max_addresses, ${most}`,
      'Look at what the lists resolve to; then raise it, or narrow the lists',
    );
  return exportError(
    `${found} suspect addresses are new, and ${most} are borne in one run`,
    'Look at what changed. To take them, raise interception.suspects.max_growth or free_growth for one run',
  );
}
