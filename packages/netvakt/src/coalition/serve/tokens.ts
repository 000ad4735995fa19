/** The tokens that a server knows: one line a party, `<id> <SHA-256 of the token>`. The tokens themselves are nowhere. */
import { createHash } from 'node:crypto';
import { NAME_FORM } from '@netvakt/coalition';
import { readIfThere, replaceNamed } from '../../base/named-file.ts';
import { OperatorError } from '../../base/operator-error.ts';

const LINE = new RegExp(`^(${NAME_FORM}) ([\\da-f]{64})$`, 'u');

/** Reads the file: parties by digest. Empty if there is none yet. @throws OperatorError ERR_COALITION, ERR_FILE */
export async function readTokens(path: string): Promise<ReadonlyMap<string, string>> {
  const text = (await readIfThere(path))?.toString() ?? '';
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line, i) => {
      const [, id, digest] = LINE.exec(line) ?? [];
      if (id !== undefined && digest !== undefined) return [digest, id];
      throw new OperatorError('ERR_COALITION', {
        found: `Line ${i + 1} of ${path} is no token`,
        remedy: 'Make tokens with netvakt coalition token',
      });
    }),
  );
}

/** Replaces the file. Its owner alone may read it. @throws OperatorError ERR_FILE */
export async function writeTokens(path: string, tokens: ReadonlyMap<string, string>): Promise<void> {
  const text = [...tokens].map(([digest, id]) => `${id} ${digest}\n`).join('');
  await replaceNamed(path, text, () => 0o600);
}

/** The party of an `Authorization` header (RFC 6750 §2.1). A digest is looked up: the time reveals nothing of the token. */
export function partyOfToken(
  tokens: ReadonlyMap<string, string>,
  authorization: string | undefined,
): string | undefined {
  const given = /^bearer +([\w-]{20,100}) *$/iu.exec(authorization ?? '')?.[1];
  return given === undefined ? undefined : tokens.get(createHash('sha256').update(given).digest('hex'));
}
