import { expect, test } from '@jest/globals';
import { errnoName, permissionRemedy, SystemCallError } from '../../src/linux/linux-error.ts';

test.each([
  { errno: 'EMFILE', remedy: 'LimitNOFILE' },
  { errno: 'EADDRINUSE', remedy: 'another port' },
  { errno: 'EXDEV', remedy: 'Look up EXDEV' },
])('$errno: the message ends in a remedy', ({ errno, remedy }) => {
  const error = new SystemCallError('bind', errno);
  expect(error.message).toContain(`Cannot call bind: ${errno}. `);
  expect(error.remedy).toContain(remedy);
});

test('EPERM without a capability says which to give; with one, that it does not count here', () => {
  const none = { root: true, netAdmin: false, netRaw: false };
  expect(permissionRemedy(none)).toContain('AmbientCapabilities=CAP_NET_ADMIN');
  expect(permissionRemedy({ ...none, netAdmin: true })).toContain('user namespace');
  expect(new SystemCallError('setsockopt(IP_TRANSPARENT)', 'EPERM').remedy).not.toContain('Look up');
});

test.each([
  [1, 'EPERM'],
  [13, 'EACCES'],
  [24, 'EMFILE'],
  [98, 'EADDRINUSE'],
  [999, 'E999'],
  [0, 'E0'],
])('errno %d is %s', (errno, name) => {
  expect(errnoName(errno)).toBe(name);
});
