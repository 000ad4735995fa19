/** The other side of {@link Source}: a web server over TLS that gives `/list` and `/manifest`, with a certificate of its own. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import forge from 'node-forge';
import type { FromSource, PublishedList } from './source.ts';

const HOUR = 3_600_000;

let published: PublishedList = { list: Buffer.alloc(0), manifest: Buffer.alloc(0) };
const { key, cert } = identity();
const server = createServer({ key, cert }, ({ url }, response) => {
  response.end(url === '/manifest' ? published.manifest : published.list);
});

function send(message: FromSource): void {
  process.send?.(message);
}

process.on('message', (message: PublishedList) => {
  published = message;
  send({ kind: 'published' });
});
// A bench that is interrupted must leave nobody behind.
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => {
  send({ kind: 'listening', port: (server.address() as AddressInfo).port, certificate: cert });
});

/** A key and a certificate for 127.0.0.1 that signs itself. */
function identity(): { readonly key: string; readonly cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date(Date.now() - HOUR);
  certificate.validity.notAfter = new Date(Date.now() + 24 * HOUR);
  const subject = [{ name: 'commonName', value: 'Benchmark, throw-away' }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true },
    { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
  return { key: privateKey, cert: forge.pki.certificateToPem(certificate) };
}
