import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';

/** A key and the certificate over it, both PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

const DAY = 86_400_000;

/**
 * Makes a certificate for `names` that nobody trusts and that ends with the day: for the demonstration's web server.
 *
 * The key comes from OpenSSL (about 0.1 s for RSA 2048, against seconds with node-forge); node-forge only builds and signs
 * the certificate, which Node's own crypto cannot. It decides nothing and reads no foreign input here.
 */
export async function makeIdentity(names: readonly string[], now: Date = new Date()): Promise<Identity> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = `01${randomBytes(8).toString('hex')}`; // positive, whatever the first random bit is
  certificate.validity.notBefore = new Date(now.getTime() - DAY);
  certificate.validity.notAfter = new Date(now.getTime() + DAY);
  const subject = [{ name: 'commonName', value: 'Netvakt demonstration, throw-away' }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
  return { key: privateKey, cert: forge.pki.certificateToPem(certificate) };
}
