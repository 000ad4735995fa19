/** A delivery as certified mail brings it, signed by the authority and encrypted for us, opened with a PKCS#12 bundle. */
import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { runCommand } from '../support/captured.ts';
import { folderWith } from '../support/process.ts';
import { testWith } from '../support/programs.ts';
import { configText } from '../support/stage.ts';

const INTAKE = `intake:
  folder: store
  key: { file: store.secret }
  lists:
    - id: domains
      source: { file: delivered.p7m }
      trust: { kind: cms, keys: authority.pem, decryption_bundle: us.p12, decryption_password: password }
`;

const openssl = (...words: readonly string[]): void => void execFileSync('openssl', words, { stdio: 'pipe' });

/** Key and certificate of `name`, as `name.key` and `name.pem`. */
function identity(folder: string, name: string): void {
  const files = ['-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.pem`)];
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', `/CN=${name}`, ...files);
}

testWith(
  ['openssl'],
  'signed, encrypted, taken; with another password the remedy is reported, and no word of it',
  async () => {
    const folder = await folderWith(
      {
        'netvakt.yaml': configText(9, INTAKE),
        plain: 'bad.test\n',
        password: 'kanariefagel\n',
      },
      'store',
    );
    const at = (name: string): string => join(folder, name);
    for (const name of ['authority', 'us']) identity(folder, name);
    const [key, certificate, password] = [at('us.key'), at('us.pem'), `file:${at('password')}`];
    openssl('pkcs12', '-export', '-inkey', key, '-in', certificate, '-out', at('us.p12'), '-passout', password);
    const signer = ['-signer', at('authority.pem'), '-inkey', at('authority.key')];
    openssl(
      'cms',
      '-sign',
      '-binary',
      '-nodetach',
      ...signer,
      '-in',
      at('plain'),
      '-outform',
      'DER',
      '-out',
      at('signed'),
    );
    const sealed = ['-in', at('signed'), '-outform', 'DER', '-out', at('delivered.p7m'), certificate];
    openssl('cms', '-encrypt', '-binary', '-aes-256-cbc', ...sealed);
    chmodSync(at('password'), 0o600);
    await runCommand(['list', 'keygen', '--store', '--output', at('store.secret')]);

    const update = ['list', 'update', '--config', at('netvakt.yaml')];
    expect(await runCommand(update)).toMatchObject({ code: 0, stderr: '' });
    writeFileSync(at('password'), 'another\n');
    const { code, stderr } = await runCommand(update);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/us\.p12 does not open\. Check the bundle/u)]);
    expect(stderr).not.toMatch(/kanariefagel|another/u);
  },
);
