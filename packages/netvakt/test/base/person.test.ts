import { expect, test } from '@jest/globals';
import { systemPerson } from '../../src/base/person.ts';

test.each<{ why: string; loginuid: string | undefined; sudo?: string; login: number | undefined }>([
  { why: 'who logged in, whatever sudo says', loginuid: '1001\n', sudo: '1002', login: 1001 },
  { why: 'nobody logged in: a timer, a container', loginuid: '4294967295\n', login: undefined },
  { why: 'no login known to the kernel, and sudo', loginuid: '4294967295', sudo: '1002', login: 1002 },
  { why: 'a kernel without audit', loginuid: undefined, sudo: '1002', login: 1002 },
  { why: 'nothing of use', loginuid: 'x', sudo: '', login: undefined },
])('$why', ({ loginuid, sudo, login }) => {
  const read = (): string => {
    if (loginuid === undefined) throw new Error('ENOENT');
    return loginuid;
  };
  const environment = sudo === undefined ? {} : { SUDO_UID: sudo };
  expect(systemPerson(environment, read)).toEqual({ uid: process.geteuid?.(), login });
});
