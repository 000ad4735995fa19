import { readFile } from 'node:fs/promises';
import { ConfigError } from '../config/problem.ts';
import type { AdminSection } from '../config/schema/process.ts';

/** A token that can be guessed is none. In characters. */
const SHORTEST_TOKEN = 16;

/** What the administration port is given from files. */
export interface AdminFiles {
  readonly token: string | undefined;
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
}

/** Reads the files that `admin` names. Throws a `ConfigError` that names the key and what to do, and nothing of a content. */
export async function readAdminFiles({ tokenFile, tls }: AdminSection, file: string): Promise<AdminFiles> {
  const read = async (key: string, path: string): Promise<string> => {
    try {
      return await readFile(path, 'utf8');
    } catch {
      const remedy = 'Make the file, and let the user of the filter read it';
      throw new ConfigError([{ file, key, fault: 'names a file that cannot be read', remedy }]);
    }
  };
  const token = tokenFile === undefined ? undefined : (await read('admin.token_file', tokenFile)).trim();
  if (token !== undefined && (token.length < SHORTEST_TOKEN || /\s/.test(token))) {
    const fault = `holds no token of ${SHORTEST_TOKEN} characters or more without spaces`;
    throw new ConfigError([{ file, key: 'admin.token_file', fault, remedy: 'Write one: openssl rand -hex 32' }]);
  }
  if (tls === undefined) return { token, tls: undefined };
  const [cert, key] = [await read('admin.tls.certificate', tls.certificate), await read('admin.tls.key', tls.key)];
  return { token, tls: { cert, key } };
}

/** Certificate and key cannot be used together, or are no PEM. */
export function unusableTls(file: string): ConfigError {
  const remedy = 'Write PEM files that belong together; try them with: openssl s_server -cert … -key …';
  return new ConfigError([
    { file, key: 'admin.tls', fault: 'names a certificate and a key that cannot be used', remedy },
  ]);
}
