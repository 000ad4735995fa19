import { expect, test } from '@jest/globals';
import { readAll } from '../../../proxy/test/support/quic.ts';
import { DATAGRAM_BYTES, datagramPairs } from '../../src/packet/quic-hello.ts';
import { clientHello } from '../../src/proxy/origin/client-hello.ts';

test('each pair is a connection whose hello is whole with the second datagram', () => {
  const pairs = datagramPairs(clientHello('free.test').subarray(5), 3);
  expect(pairs).toHaveLength(6 * DATAGRAM_BYTES);
  const datagrams = Array.from({ length: 6 }, (_, i) => pairs.subarray(i * DATAGRAM_BYTES, (i + 1) * DATAGRAM_BYTES));
  expect(readAll(datagrams)).toEqual(['more', 'free.test, free', 'more', 'free.test, free', 'more', 'free.test, free']);
});
