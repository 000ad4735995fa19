/** Names -> addresses, with their times to live, through resolvers that the operator chose. */
import { Resolver } from 'node:dns/promises';
import { codeOf } from '../../base/anonymous.ts';

/** One address that a name leads to. */
export interface Found {
  readonly address: string;
  /** Seconds. */
  readonly ttl: number;
}

/**
 * What came of one name: addresses, none (it is gone), or no answer. `silent`: nothing came back at all, or nobody listens; else the
 * resolver has answered that it does not know.
 */
export type DnsAnswer =
  | { readonly ok: true; readonly found: readonly Found[] }
  | { readonly ok: false; readonly silent: boolean };

/** Asks for the addresses of a name, of both families. Never rejects. */
export type AskDns = (name: string) => Promise<DnsAnswer>;

/** A name that every resolver knows, if it knows any: the root. */
const ROOT_NAME = '.';

/** The answers that mean "there is nothing", as opposed to no answer. */
const NOTHING = new Set(['ENOTFOUND', 'ENODATA']);

/** The codes that an answer of the resolver leads to, if it is no address. */
const HEARD = new Set([...NOTHING, 'ESERVFAIL', 'EFORMERR', 'ENOTIMP', 'EREFUSED', 'EBADRESP', 'EBADNAME']);

/** @param resolvers - IP literals; empty for those of this machine. */
export function askThrough(resolvers: readonly string[], timeoutMilliseconds: number): AskDns {
  const resolver = new Resolver({ timeout: timeoutMilliseconds, tries: 2 });
  if (resolvers.length > 0)
    resolver.setServers(resolvers.map((address) => (address.includes(':') ? `[${address}]:53` : address)));
  return async (name) => {
    const [four, six] = await Promise.all([
      answer(() => resolver.resolve4(name, { ttl: true })),
      answer(() => resolver.resolve6(name, { ttl: true })),
    ]);
    // One family without an answer is no answer: what it held the last time must not go for that.
    if (typeof four === 'string' || typeof six === 'string')
      return { ok: false, silent: !(isHeard(four) || isHeard(six)) };
    return { ok: true, found: [...four, ...six] };
  };
}

/** What was found, or the code for why nothing was answered. */
async function answer(ask: () => Promise<readonly Found[]>): Promise<readonly Found[] | string> {
  try {
    return await ask();
  } catch (error) {
    const code = codeOf(error) ?? 'EUNKNOWN';
    return NOTHING.has(code) ? [] : code;
  }
}

function isHeard(answered: readonly Found[] | string): boolean {
  return typeof answered !== 'string' || HEARD.has(answered);
}

/**
 * Asks for all names, `parallel` at a time; `progress` receives how many are done. If as many in a row are silent, the root is asked for; if
 * that is silent, too, the resolver is dead and no further name is asked for: a hundred thousand of them would take hours.
 *
 * @returns the answers in the order of the names; `undefined` if the resolver is dead.
 */
export async function askAll(
  names: readonly string[],
  ask: AskDns,
  parallel: number,
  progress: (done: number) => void,
): Promise<DnsAnswer[] | undefined> {
  const answers: DnsAnswer[] = names.map(() => ({ ok: false, silent: true }));
  let [next, done, silent] = [0, 0, 0];
  let isDead = false;
  const work = async (): Promise<void> => {
    while (next < names.length && !isDead) {
      const at = next;
      next += 1;
      const answered = await ask(names[at] ?? '');
      answers[at] = answered;
      done += 1;
      progress(done);
      silent = answered.ok || !answered.silent ? 0 : silent + 1;
      if (silent >= parallel) {
        silent = 0;
        isDead ||= await isSilent(ask);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, names.length) }, work));
  return isDead ? undefined : answers;
}

async function isSilent(ask: AskDns): Promise<boolean> {
  const root = await ask(ROOT_NAME);
  return !root.ok && root.silent;
}
