/** netvaktctl: what it asks systemd-run for, with stand-ins for systemd's programs that show what they are given. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';

const SCRIPT = fileURLToPath(new URL('../../deploy/debian/netvaktctl.sh', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'netvaktctl-'));
afterAll(() => rmSync(folder, { recursive: true }));

const UNIT = `[Service]
LoadCredential=netvakt.store
LoadCredential=dropped:/etc/dropped
[Service]
LoadCredential=
LoadCredential=netvakt.store
LoadCredentialEncrypted=key:/etc/%i.key
SetCredentialEncrypted=sealed: \\
  AAAA \\
  BBBB
`;
const SYSTEMCTL = `#!/bin/sh
case "$*" in
  list-units*) echo 'netvakt@b.service loaded active running' ;;
  cat*) cat '${folder}/unit' ;;
  *LoadState*) echo loaded ;;
  *ExecStart*) echo '{ path=/usr/bin/netvakt ; argv[]=/usr/bin/netvakt run --config /etc/netvakt/b.yaml ; }' ;;
  *User*|*Group*) echo netvakt ;;
  *LimitNOFILE*) echo 4096 ;;
esac
`;

/** Runs the script as root of a machine with systemd; returns what systemd-run was given. */
function asked(...words: readonly string[]): {
  readonly status: number | null;
  readonly given: string[];
  readonly output: string;
} {
  writeFileSync(join(folder, 'unit'), UNIT);
  const stand = { systemctl: SYSTEMCTL, id: '#!/bin/sh\necho 0\n', 'systemd-run': '#!/bin/sh\nprintf "%s\\n" "$@"\n' };
  for (const [name, text] of Object.entries(stand)) {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
  }
  // The machine of the test may run without systemd.
  const script = readFileSync(SCRIPT, 'utf8')
    .replaceAll(/\[ -[dS] \/run\/\S+ \]/gu, 'true')
    .replace('/proc/self/loginuid', join(folder, 'loginuid'));
  const { status, stdout, stderr } = spawnSync('sh', ['-s', '--', ...words], {
    input: script,
    encoding: 'utf8',
    env: { PATH: `${folder}:${process.env['PATH'] ?? ''}`, SUDO_UID: '1001' },
  });
  return { status, given: stdout.trimEnd().split('\n'), output: stderr };
}

test('a store command runs as the user of the unit, with every credential that its drop-ins leave', () => {
  const { given } = asked('list', 'update');
  expect(given).toEqual(expect.arrayContaining(['--property=User=netvakt', '--property=NoNewPrivileges=yes']));
  expect(given.filter((word) => word.includes('Credential'))).toEqual([
    '--property=SetCredentialEncrypted=sealed:   AAAA   BBBB',
    '--property=LoadCredentialEncrypted=key:/etc/b.key',
    '--property=LoadCredential=netvakt.store',
  ]);
  expect(given).toEqual(
    expect.arrayContaining(['--setenv=NETVAKT_CONFIG=/etc/netvakt/b.yaml', '--property=LimitNOFILE=4096']),
  );
  expect(given.slice(-3)).toEqual(['/usr/bin/netvakt', 'list', 'update']);
});

// StateDirectory= of a unit that runs as root would take the folder from the service.
test.each(['doctor', 'export', 'announce'])('%s stays root, and the folder of the service stays its own', (command) => {
  const { given } = asked(command);
  expect(given.filter((word) => /User=|StateDirectory/u.test(word))).toEqual([]);
  expect(given).toContain('--property=LoadCredential=netvakt.store');
});

// Without it, everybody who releases a list by netvaktctl would be one person: the service's user, without a login.
test.each([
  { why: 'the kernel knows', kernel: '1002\n', login: '1002' },
  { why: 'only sudo knows', kernel: '4294967295\n', login: '1001' },
  { why: 'the kernel has no audit', kernel: '', login: '1001' },
])('whose login it is reaches the command: $why', ({ kernel, login }) => {
  writeFileSync(join(folder, 'loginuid'), kernel);
  expect(asked('list', 'release', 'urls').given).toContain(`--setenv=SUDO_UID=${login}`);
});

test('arguments arrive as they are: systemd would replace variables in them', () => {
  expect(asked('check', 'http://a.test/$HOME b').given.slice(-2)).toEqual(['check', 'http://a.test/$$HOME b']);
});

test.each([
  { words: [], status: 2 },
  { words: ['--unit'], status: 2 },
  { words: ['--unit', 'ssh', 'doctor'], status: 2 },
  { words: ['--verbose', 'doctor'], status: 2 },
  { words: ['--help'], status: 0 },
])('usage: $words ends with $status', ({ words, status }) => {
  expect(asked(...words).status).toBe(status);
});
