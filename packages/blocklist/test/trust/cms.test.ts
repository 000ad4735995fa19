/** CMS deliveries made by OpenSSL's own command, as an authority would. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { type CmsTrust, openCms, readPkcs12 } from '../../src/trust/cms.ts';
import { type Identity, identity } from '../support/certificates.ts';
import { temporaryFolder } from '../support/files.ts';
import { NOW } from '../support/trust.ts';

const inFolder = temporaryFolder();
const authority = identity('Authority', { isAuthority: true });
const signer = identity('Signer', { issuer: authority });
const expired = identity('Expired', { issuer: authority, notAfter: new Date('2026-06-01T00:00:00Z') });
const stranger = identity('Signer', { issuer: identity('Authority', { isAuthority: true }) });
const issuedBySigner = identity('Below', { issuer: signer });
const us = identity('Us');
const content = Buffer.from('bad.test\nworse.test\n');
const trust: CmsTrust = { authorities: [authority.certificate], recipient: undefined };

function file(name: string, bytes: string | Buffer): string {
  writeFileSync(inFolder(name), bytes);
  return inFolder(name);
}

/** `openssl cms -sign` by `by`, with further options. */
function signed(by: Identity, ...words: readonly string[]): Buffer {
  const [cert, key] = [file('cert.pem', by.certificate), file('key.pem', by.key)];
  const fixed = ['cms', '-sign', '-binary', '-nodetach', '-signer', cert, '-inkey', key, '-in', file('list', content)];
  execFileSync('openssl', [...fixed, '-outform', 'DER', '-out', inFolder('out'), ...words], { stdio: 'pipe' });
  return readFileSync(inFolder('out'));
}

function encrypted(bytes: Buffer, to: Identity): Buffer {
  const words = ['cms', '-encrypt', '-binary', '-aes-256-cbc', '-in', file('plain', bytes), '-outform', 'DER'];
  execFileSync('openssl', [...words, '-out', inFolder('out'), file('to.pem', to.certificate)], { stdio: 'pipe' });
  return readFileSync(inFolder('out'));
}

const verdict = (bytes: Buffer, changed: Partial<CmsTrust> = {}): string => {
  const opened = openCms(bytes, { ...trust, ...changed }, NOW);
  return opened.ok ? opened.content.toString() : opened.reason;
};

test.each<{ why: string; words: readonly string[] }>([
  { why: 'as it comes', words: [] },
  { why: 'as PEM', words: ['-outform', 'PEM'] },
  { why: 'with SHA-512', words: ['-md', 'sha512'] },
  { why: 'without signed attributes', words: ['-noattr'] },
  { why: 'streamed, in pieces of unknown length', words: ['-stream', '-indef'] },
])('signed, $why: the content', ({ words }) => {
  expect(verdict(signed(signer, ...words))).toBe(content.toString());
});

test('the signer’s own certificate can be named instead of an authority', () => {
  expect(verdict(signed(signer), { authorities: [signer.certificate] })).toBe(content.toString());
});

test.each<{ why: string; bytes: () => Buffer; reason: string }>([
  { why: 'a stranger of the same names', bytes: () => signed(stranger), reason: 'signature-invalid' },
  { why: 'a certificate that is over', bytes: () => signed(expired), reason: 'signature-invalid' },
  { why: 'issued by one who may not issue', bytes: () => signed(issuedBySigner), reason: 'signature-invalid' },
  { why: 'no certificate in it', bytes: () => signed(signer, '-nocerts'), reason: 'signature-invalid' },
  { why: 'SHA-1', bytes: () => signed(signer, '-md', 'sha1'), reason: 'signature-invalid' },
  {
    why: 'other content',
    bytes: () => Buffer.from(signed(signer).toString('latin1').replace('worse', 'other'), 'latin1'),
    reason: 'content-mismatch',
  },
  {
    why: 'other content, without attributes',
    bytes: () => Buffer.from(signed(signer, '-noattr').toString('latin1').replace('worse', 'other'), 'latin1'),
    reason: 'signature-invalid',
  },
  { why: 'encrypted, for nobody here', bytes: () => encrypted(signed(signer), us), reason: 'delivery-not-for-us' },
  { why: 'no message', bytes: () => content, reason: 'signature-malformed' },
  { why: 'nothing', bytes: () => Buffer.alloc(0), reason: 'signature-malformed' },
  { why: 'cut off', bytes: () => signed(signer).subarray(0, 300), reason: 'signature-malformed' },
  {
    why: 'bytes behind it',
    bytes: () => Buffer.concat([signed(signer), Buffer.from('x')]),
    reason: 'signature-malformed',
  },
])('refused: $why: $reason', ({ bytes, reason }) => {
  expect(verdict(bytes())).toBe(reason);
});

test('encrypted for us: the content; for somebody else, or not signed: not', () => {
  const recipient = { certificate: us.certificate, key: us.key };
  expect(verdict(encrypted(signed(signer), us), { recipient })).toBe(content.toString());
  expect(verdict(encrypted(signed(stranger), us), { recipient })).toBe('signature-invalid');
  expect(verdict(encrypted(signed(signer), signer), { recipient })).toBe('delivery-not-for-us');
  expect(verdict(encrypted(content, us), { recipient })).toBe('signature-malformed');
});

test('any byte of a message can be damaged: the content is right, or a reason is given', () => {
  const message = signed(signer, '-nosmimecap');
  for (let at = 0; at < message.length; at += 7) {
    const damaged = Buffer.from(message);
    damaged[at] = (damaged[at] ?? 0) ^ 0x55;
    const opened = openCms(damaged, trust, NOW);
    expect(opened.ok ? opened.content.toString() : content.toString()).toBe(content.toString());
  }
});

test('certificate and key out of a PKCS#12 bundle', () => {
  const [cert, key] = [file('us.pem', us.certificate), file('us.key', us.key)];
  const words = [
    'pkcs12',
    '-export',
    '-in',
    cert,
    '-inkey',
    key,
    '-out',
    inFolder('us.p12'),
    '-passout',
    'pass:secret',
  ];
  execFileSync('openssl', words, { stdio: 'pipe' });
  const read = readPkcs12(readFileSync(inFolder('us.p12')), 'secret');
  expect(read?.certificate.replaceAll('\r', '').trim()).toBe(us.certificate.replaceAll('\r', '').trim());
  expect(verdict(encrypted(signed(signer), us), { recipient: read })).toBe(content.toString());
  expect(readPkcs12(readFileSync(inFolder('us.p12')), 'wrong')).toBeUndefined();
  expect(readPkcs12(content, 'secret')).toBeUndefined();
});
