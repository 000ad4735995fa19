/**
 * What a decision in pure JavaScript costs: verifying one RSA-2048 signature (PKCS#1 v1.5, SHA-256) with `node-forge` and with OpenSSL
 * behind `node:crypto`; medians of nine rounds.
 *
 * Run: node packages/bench/experiments/libraries/node-forge.ts
 */
import { createSign, createVerify, generateKeyPairSync, randomBytes } from 'node:crypto';
import forge from 'node-forge';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const message = randomBytes(4096);
const signature = createSign('sha256').update(message).sign(privateKey);
const forgeKey = forge.pki.publicKeyFromPem(publicKey.export({ type: 'spki', format: 'pem' }));

function withForge(): boolean {
  const digest = forge.md.sha256.create().update(message.toString('binary'));
  return forgeKey.verify(digest.digest().bytes(), signature.toString('binary'));
}

const withOpenSsl = (): boolean => createVerify('sha256').update(message).verify(publicKey, signature);

function microseconds(verify: () => boolean): number {
  const rounds = Array.from({ length: 9 }, () => {
    const started = process.hrtime.bigint();
    for (let i = 0; i < 100; i += 1) if (!verify()) throw new Error('a good signature was refused');
    return Number(process.hrtime.bigint() - started) / 100_000;
  });
  return rounds.toSorted((a, b) => a - b)[4] ?? Number.NaN;
}

process.stdout.write(`node ${process.version}, microseconds a verification of RSA-2048\n`);
process.stdout.write(
  `node-forge   ${microseconds(withForge).toFixed(0)}\nnode:crypto  ${microseconds(withOpenSsl).toFixed(0)}\n`,
);
