/** Two certificates, of the listed name and of the free one, in the formats that servers read. Made anew for each run. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeInto } from '@netvakt/fixtures/daemons';
import { temporaryFolder } from '../../command/temporary.ts';
import { FREE_NAME, LISTED_NAME } from '../listed.ts';

/** Password of the key stores. They are gone with the run. */
export const PASSWORD = 'laboratory';

/** `NAME.pem`, `NAME.key` (ECDSA P-256, which all servers here sign with) and `NAME.p12` in a folder. */
export class Certificates {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws Error if `openssl` cannot be run. */
  static make(): Certificates {
    const folder = temporaryFolder('certificates');
    for (const name of [FREE_NAME, LISTED_NAME]) makePair(folder, name);
    return new Certificates(folder);
  }

  /** Puts a copy of all files into a server's folder, readable by it. */
  copyTo(folder: string): void {
    for (const name of readdirSync(this.#folder)) {
      const file = writeInto(folder, name, ''); // as its user's, and with its rights
      writeFileSync(file, readFileSync(join(this.#folder, name)));
    }
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  discard(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function makePair(folder: string, name: string): void {
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`];
  openssl(
    'req',
    '-x509',
    ...key,
    '-out',
    `${name}.pem`,
    '-days',
    '2',
    '-subj',
    `/CN=${name}`,
    '-addext',
    `subjectAltName=DNS:${name}`,
  );
  const pair = ['-in', `${name}.pem`, '-inkey', `${name}.key`, '-name', name];
  openssl('pkcs12', '-export', ...pair, '-out', `${name}.p12`, '-passout', `pass:${PASSWORD}`);
}
