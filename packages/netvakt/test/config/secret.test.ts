import { expect, test } from '@jest/globals';
import { secretRemedy } from '../../src/config/secret.ts';

const FILE = { kind: 'file', path: '/etc/netvakt/store.secret' } as const;
const CREDENTIAL = { kind: 'credential', name: 'store' } as const;
const ANOTHER = 'Make one: netvakt list keygen --store';

test.each([
  { why: 'a file that is not there', section: FILE, reason: 'key-missing', found: 'ENOENT', want: ANOTHER },
  { why: 'a file that is no secret', section: FILE, reason: 'key-malformed', found: '3 bytes', want: ANOTHER },
  {
    why: 'a file that this user may not read: a new secret would lose the store',
    section: FILE,
    reason: 'key-missing',
    found: 'EACCES',
    want: 'Run this as the user of the filter, or let this user read it',
  },
  {
    why: 'a file that others can read',
    section: FILE,
    reason: 'key-readable-by-others',
    found: 'its mode is 644',
    want: 'Let its owner alone read it: chmod 600',
  },
  {
    why: 'a pipe: another secret could not be written over it',
    section: FILE,
    reason: 'key-not-regular',
    found: 'it is a pipe or a device',
    want: 'Name the file itself',
  },
  {
    why: 'a credential of a service, in a shell',
    section: CREDENTIAL,
    reason: 'key-missing',
    found: 'no folder of credentials, or no such name of one',
    want: 'Run it by netvaktctl, which has the credentials of the service',
  },
] as const)('what to do about $why', ({ section, reason, found, want }) => {
  expect(secretRemedy(section, {}, { ok: false, reason, found }, ANOTHER)).toBe(want);
});
