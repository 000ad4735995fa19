/** Servers that are compiled when the laboratory starts: Go's net/http and crypto/tls, and the JDK's own. */
import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram, freePort, makeFolder, onFreePort, startDaemon, writeInto } from '@netvakt/fixtures/daemons';
import { FREE_NAME, LISTED_NAME } from '../listed.ts';
import { type Certificates, PASSWORD } from './certificates.ts';
import type { LenientOrigin, LenientOriginKind } from './lenient-origin.ts';

const PROGRAMS = fileURLToPath(new URL('./programs/', import.meta.url));

async function startGo(certificates: Certificates): Promise<LenientOrigin> {
  return await onFreePort(async (port) => {
    const tls = await freePort();
    const folder = makeFolder('go');
    certificates.copyTo(folder);
    const command = writeInto(folder, 'served', '');
    const environment = { PATH: '/usr/bin:/bin', HOME: folder, GOCACHE: join(folder, 'cache'), GO111MODULE: 'off' };
    execFileSync('go', ['build', '-o', command, join(PROGRAMS, 'served.go')], { env: environment });
    const args = [String(port), String(tls), folder];
    const daemon = await startDaemon({ name: 'go', command, args, folder, port });
    return { name: 'go', family: 'go', http: port, tls, stop: async () => await daemon.stop() };
  });
}

/** Both certificates in one store: the key manager chooses. */
function makeKeyStore(certificates: Certificates, folder: string): string {
  const file = join(folder, 'store.p12');
  for (const name of [FREE_NAME, LISTED_NAME]) {
    const from = ['-srckeystore', certificates.path(`${name}.p12`), '-srcstorepass', PASSWORD];
    const to = ['-destkeystore', file, '-deststorepass', PASSWORD, '-deststoretype', 'PKCS12'];
    execFileSync('keytool', ['-importkeystore', '-noprompt', ...from, ...to], { stdio: 'ignore' });
  }
  return file;
}

async function startJava(certificates: Certificates): Promise<LenientOrigin> {
  return await onFreePort(async (port) => {
    const tls = await freePort();
    const folder = makeFolder('java');
    const program = writeInto(folder, 'Served.java', '');
    copyFileSync(join(PROGRAMS, 'Served.java'), program);
    const store = writeInto(folder, 'both.p12', '');
    copyFileSync(makeKeyStore(certificates, folder), store);
    const args = ['-Xmx256m', '-XX:+UseSerialGC', program, String(port), String(tls), store];
    const command = findProgram('java') ?? 'java';
    const daemon = await startDaemon({ name: 'java', command, args, folder, port });
    return { name: 'java', family: 'java', http: port, tls, stop: async () => await daemon.stop() };
  });
}

export const COMPILED_SERVERS: readonly LenientOriginKind[] = [
  { name: 'go', family: 'go', packages: ['golang-go'], proof: '/usr/bin/go', start: startGo },
  { name: 'java', family: 'java', packages: ['default-jdk-headless'], proof: '/usr/bin/javac', start: startJava },
];
