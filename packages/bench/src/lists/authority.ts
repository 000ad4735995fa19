/** Who makes the lists of a run: a key, manifests, and an HTTPS server with a certificate of its own. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describeManifest, type Manifest, makeKey, writeEnvelope, writeKeys } from '@netvakt/blocklist';
import forge from 'node-forge';

export const LIST = 'bench';
const HOUR = 3_600_000;

/** Signs deliveries. */
export class Authority {
  readonly #pair = makeKey();
  readonly #stranger = makeKey();

  /** The document of keys that a filter believes. */
  get keys(): string {
    const { id, publicKey } = this.#pair;
    const key = { id, key: publicKey, from: undefined, until: undefined };
    return writeKeys({ list: LIST, version: 1, threshold: 1, keys: [key] });
  }

  /** The signed manifest of `content`, right but for what is given. */
  manifest(content: Buffer, given: Partial<Manifest>, byStranger = false): Buffer {
    const sha256 = createHash('sha256').update(content).digest('hex');
    const now = Date.now();
    const times = { created: now - HOUR, expires: now + HOUR };
    const manifest = { list: LIST, version: 1, ...times, size: content.length, sha256, entries: 0, ...given };
    const { id, privateKey } = byStranger ? this.#stranger : this.#pair;
    return Buffer.from(writeEnvelope(describeManifest(manifest), [{ id, key: privateKey }]));
  }
}

/** A web server over TLS that gives `/list` and `/manifest`. */
export class Source {
  list: Buffer = Buffer.alloc(0);
  manifest: Buffer = Buffer.alloc(0);
  readonly certificate: string;
  readonly #server: Server;

  constructor() {
    const { key, cert } = identity();
    this.certificate = cert;
    this.#server = createServer({ key, cert }, ({ url }, response) => {
      response.end(url === '/manifest' ? this.manifest : this.list);
    });
  }

  /** Resolves with the port of 127.0.0.1. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve) => void this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

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
