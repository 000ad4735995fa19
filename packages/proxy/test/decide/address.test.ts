import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { addressOf, addressOfBytes } from '../../src/decide/address.ts';
import { addressBytes, addressText } from '../../src/linux/address-bytes.ts';

test.each([4, 16])('%i bytes are the address that their text is', (length) => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: length, maxLength: length }), (bytes) => {
      expect(addressOfBytes(bytes)).toBe(addressOf(addressText(bytes)));
    }),
  );
});

test.each(['0.0.0.0', '255.255.255.255', '::', '::1', '::ffff:192.0.2.1', '2001:db8::', 'ffff::ffff'])('%s', (text) => {
  expect(addressOfBytes(addressBytes(text) as Uint8Array)).toBe(addressOf(text));
});
