import { expect, test } from '@jest/globals';
import { hideTcpNames } from '../support/hide-tcp-names.ts';

hideTcpNames();
await import('../sockets.test.ts');

test('there are no bare sockets here', async () => {
  const { SOCKET_PARTS } = await import('../../../src/socket/parts.ts');
  expect(SOCKET_PARTS).toBeUndefined();
});
