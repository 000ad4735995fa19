/** Names -> addresses, with their times to live, through resolvers that the operator chose. */
import { Resolver } from 'node:dns/promises';

/** One address that a name leads to. */
export interface Found {
  readonly address: string;
  /** Seconds. */
  readonly ttl: number;
}

/** What came of one name: addresses, none (it is gone), or no answer at all. */
export type DnsAnswer = { readonly ok: true; readonly found: readonly Found[] } | { readonly ok: false };

/** Asks for the addresses of a name, of both families. Never rejects. */
export type AskDns = (name: string) => Promise<DnsAnswer>;

/** The answers that say that there is nothing, as against no answer. */
const NOTHING = new Set(['ENOTFOUND', 'ENODATA']);

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
    return four === undefined || six === undefined ? { ok: false } : { ok: true, found: [...four, ...six] };
  };
}

async function answer(ask: () => Promise<readonly Found[]>): Promise<readonly Found[] | undefined> {
  try {
    return await ask();
  } catch (error) {
    return NOTHING.has((error as NodeJS.ErrnoException).code ?? '') ? [] : undefined;
  }
}

/** Asks for all names, `parallel` at a time; `told` hears how many are done. The answers are in the order of the names. */
export async function askAll(
  names: readonly string[],
  ask: AskDns,
  parallel: number,
  told: (done: number) => void,
): Promise<DnsAnswer[]> {
  const answers: DnsAnswer[] = names.map(() => ({ ok: false }));
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    while (next < names.length) {
      const at = next;
      next += 1;
      answers[at] = await ask(names[at] ?? '');
      done += 1;
      told(done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, names.length) }, work));
  return answers;
}
