/** The servers that come with GnuTLS, OpenSSL and NSS: their libraries' own reading of a hello, without a web server around it. */
import { execFileSync } from 'node:child_process';
import { makeFolder, onFreePort, startDaemon, writeInto } from '@netvakt/fixtures/daemons';
import { FREE_NAME, LISTED_NAME } from '../listed.ts';
import { type Certificates, PASSWORD } from './certificates.ts';
import type { LenientOrigin, LenientOriginKind } from './lenient-origin.ts';

interface Tool {
  readonly name: string;
  readonly packages: readonly string[];
  readonly command: string;
  /** What has to be done in its folder before it starts. */
  readonly prepare?: (folder: string) => void;
  readonly args: (port: number) => readonly string[];
}

const pem = (name: string): readonly string[] => ['--x509certfile', `${name}.pem`, '--x509keyfile', `${name}.key`];

const TOOLS: readonly Tool[] = [
  {
    name: 'gnutls',
    packages: ['gnutls-bin'],
    command: '/usr/bin/gnutls-serv',
    args: (port) => ['--http', '--quiet', '--port', String(port), ...pem(FREE_NAME), ...pem(LISTED_NAME)],
  },
  {
    name: 'openssl',
    packages: ['openssl'],
    command: '/usr/bin/openssl',
    args: (port) => {
      const free = ['-cert', `${FREE_NAME}.pem`, '-key', `${FREE_NAME}.key`];
      const listed = ['-servername', LISTED_NAME, '-cert2', `${LISTED_NAME}.pem`, '-key2', `${LISTED_NAME}.key`];
      return ['s_server', '-quiet', '-www', '-accept', `127.0.0.1:${port}`, ...free, ...listed];
    },
  },
  {
    name: 'nss',
    packages: ['libnss3-tools'],
    command: '/usr/bin/selfserv',
    prepare: (folder) => {
      writeInto(folder, 'password', PASSWORD);
      const store = ['-d', `sql:${folder}`];
      execFileSync('certutil', ['-N', ...store, '-f', `${folder}/password`], { stdio: 'ignore' });
      for (const name of [FREE_NAME, LISTED_NAME]) {
        const from = ['-i', `${folder}/${name}.p12`, '-W', PASSWORD];
        execFileSync('pk12util', [...store, '-k', `${folder}/password`, ...from], { stdio: 'ignore' });
      }
      // Made by the user who runs the laboratory.
      execFileSync('chmod', ['a+rw', `${folder}/cert9.db`, `${folder}/key4.db`, `${folder}/pkcs11.txt`]);
    },
    args: (port) => {
      const store = ['-d', 'sql:.', '-f', 'password', '-n', FREE_NAME, '-e', FREE_NAME];
      return [...store, '-a', LISTED_NAME, '-a', FREE_NAME, '-p', String(port), '-V', 'tls1.0:tls1.3', '-t', '16'];
    },
  },
];

function kindOf({ name, packages, command, prepare, args }: Tool): LenientOriginKind {
  return {
    name,
    family: 'tls',
    packages,
    proof: command,
    start: async (certificates: Certificates): Promise<LenientOrigin> =>
      await onFreePort(async (port) => {
        const folder = makeFolder(name);
        certificates.copyTo(folder);
        prepare?.(folder);
        const daemon = await startDaemon({ name, command, args: args(port), folder, port });
        return { name, family: 'tls', tls: port, stop: async () => await daemon.stop() };
      }),
  };
}

export const TLS_TOOLS: readonly LenientOriginKind[] = TOOLS.map(kindOf);
