import { readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { afterEach, expect, jest, test } from '@jest/globals';
import { AF_INET, AF_INET6 } from '../../src/linux/constants.ts';
import { type Native, native } from '../../src/linux/native.ts';
import { RawSender } from '../../src/linux/raw-sender.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

/** A kernel that has sockets of one family only: ordinary ones, so that the test needs no privilege. */
function kernelWithout(family: number): void {
  const calls: Native = native();
  const socket = calls.socket.bind(calls);
  jest
    .spyOn(calls, 'socket')
    .mockImplementation((domain, _type, _protocol) => (domain === family ? -1 : socket(domain, 2, 0)));
  jest.spyOn(calls, 'errno').mockReturnValue(constants.errno.EAFNOSUPPORT);
}

function descriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

test.each([
  { family: AF_INET6, why: 'without IPv6' },
  { family: AF_INET, why: 'without IPv4' },
])('a machine $why has an error, and no descriptor is left behind', ({ family }) => {
  kernelWithout(family);
  const before = descriptors();
  for (let start = 0; start < 3; start += 1) expect(() => new RawSender()).toThrow('EAFNOSUPPORT');
  expect(descriptors()).toBe(before);
});

test('with both families, what is opened is closed', () => {
  kernelWithout(-1);
  const before = descriptors();
  const sender = new RawSender();
  expect(descriptors()).toBe(before + 2);
  sender.close();
  expect(descriptors()).toBe(before);
});
