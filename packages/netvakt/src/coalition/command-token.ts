import { createHash, randomBytes } from 'node:crypto';
import { nameSchema } from '@netvakt/coalition';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { OperatorError } from '../base/operator-error.ts';
import { shown } from '../base/text.ts';
import { readTokens, writeTokens } from './serve/tokens.ts';

export interface TokenOptions {
  readonly id: string;
  readonly tokens: string;
  readonly remove?: boolean;
  readonly json?: boolean;
}

/** Makes a token: 256 random bits. The file keeps its digest only. */
export const token: Action<TokenOptions> = async ({ stdout }, { id, tokens, remove, json }) => {
  if (!nameSchema.safeParse(id).success) {
    throw new OperatorError('ERR_COALITION', {
      found: 'This is no id of a party',
      remedy: 'Write it as in the policy: 1 to 32 lower-case letters, digits and hyphens',
    });
  }
  const known = new Map(await readTokens(tokens));
  for (const [digest, party] of known) if (party === id) known.delete(digest);
  const secret = remove === true ? undefined : randomBytes(32).toString('base64url');
  if (secret !== undefined) known.set(createHash('sha256').update(secret).digest('hex'), id);
  await writeTokens(tokens, known);
  const words = secret ?? `${id} has no token any more`;
  await stdout.write(shown(json, { id, token: secret ?? null }, words));
  return EXIT.done;
};
