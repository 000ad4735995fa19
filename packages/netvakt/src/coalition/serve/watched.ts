import { statSync } from 'node:fs';
import { type Parties, partiesOf } from '@netvakt/coalition';
import type { Log } from '../../base/log.ts';
import type { CoalitionHome } from '../home.ts';
import { currentPolicy } from '../trusted-policy.ts';
import { readTokens } from './tokens.ts';

/** Policy and tokens of a running server, as they are in their files now. A new file that is not valid changes nothing. */
export class Watched {
  parties: Parties;
  tokens: ReadonlyMap<string, string>;
  readonly #home: CoalitionHome;
  readonly #tokenFile: string;
  #seen = 0;

  private constructor(home: CoalitionHome, tokenFile: string, parties: Parties, tokens: ReadonlyMap<string, string>) {
    this.#home = home;
    this.#tokenFile = tokenFile;
    this.parties = parties;
    this.tokens = tokens;
    this.#seen = changed(tokenFile);
  }

  /** Rejects if there is no trusted policy, or the tokens cannot be read. */
  static async open(home: CoalitionHome, tokenFile: string): Promise<Watched> {
    const { signed } = await currentPolicy(home);
    return new Watched(home, tokenFile, partiesOf(signed.policy), await readTokens(tokenFile));
  }

  /** Looks for new ones. Never rejects. */
  async look(log: Log): Promise<void> {
    try {
      const at = changed(this.#tokenFile);
      if (at !== this.#seen) this.tokens = await readTokens(this.#tokenFile);
      this.#seen = at;
      this.parties = partiesOf((await currentPolicy(this.#home)).signed.policy);
    } catch (error) {
      log.warn({ error: (error as Error).name }, 'policy or tokens cannot be read; the ones before stay in force');
    }
  }
}

/** When the file was changed; 0 for none. */
function changed(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
