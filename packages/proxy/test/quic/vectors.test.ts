/** The worked examples of RFC 9001 appendix A and RFC 9369 appendix A. */
import { expect, test } from '@jest/globals';
import { WHOLE } from '../../src/bytes/reader-result.ts';
import { DatagramReader } from '../../src/quic/datagram-reader.ts';
import { InitialKeys } from '../../src/quic/initial-keys.ts';
import { QuicFlow } from '../../src/quic/quic-flow.ts';
import { QUIC_V1, QUIC_V2 } from '../../src/quic/version.ts';
import { ID, initial, keysOf, V1, V2 } from '../support/initial.ts';

/** The CRYPTO frame of both examples (RFC 9001 §A.2, RFC 9369 §A.2). */
const FRAME = Buffer.from(
  [
    '060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e868',
    '04fe3a47f06a2b69484c00000413011302010000c000000010000e00000b6578',
    '616d706c652e636f6dff01000100000a00080006001d00170018001000070005',
    '04616c706e000500050100000000003300260024001d00209370b2c9caa47fba',
    'baf4559fedba753de171fa71f50f1ce15d43e994ec74d748002b000302030400',
    '0d0010000e0403050306030203080408050806002d00020101001c0002400100',
    '3900320408ffffffffffffffff05048000ffff07048000ffff08011001048000',
    '75300901100f088394c8f03e51570806048000ffff',
  ].join(''),
  'hex',
);

/** The server name in it. */
const NAME_HEX = '6578616d706c652e636f6d';

const EXAMPLES = [
  {
    name: 'version 1, RFC 9001 §A.1 and §A.2',
    version: V1,
    read: QUIC_V1,
    key: '1f369613dd76d5467730efcbe3b1a22d',
    iv: 'fa044b2f42a3fd3b46fb255c',
    protection: '9f50449e04a0e810283a1e9933adedd2',
    begins: 'c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11d242b123dc9bd8bab936b47d92ec356c',
    tag: 'e221af44860018ab0856972e194cd934',
  },
  {
    name: 'version 2, RFC 9369 §A.1 and §A.2',
    version: V2,
    read: QUIC_V2,
    key: '8b1a0bc121284290a29e0971b5cd045d',
    iv: '91f73e2351d8fa91660e909f',
    protection: '45b95e15235d6f45a6b19cbcb0294ba9',
    begins: 'd76b3343cf088394c8f03e5157080000449ea0c95e82ffe67b6abcdb4298b485dd04de806071bf03dceebfa162e75d6c',
    tag: 'a18b2faa745b6fe189cf772a9f84cbfc',
  },
] as const;

for (const { name, version, read, key, iv, protection, begins, tag } of EXAMPLES) {
  // The tests' own writer: its keys and packets are the published ones, so what it makes elsewhere may be trusted.
  const published = initial(FRAME, { version, number: 2, numberBytes: 4 });

  test(`${name}: the published keys and packet`, () => {
    const keys = keysOf(version, ID);
    expect(keys.key.toString('hex')).toBe(key);
    expect(keys.iv.toString('hex')).toBe(iv);
    expect(keys.protection.toString('hex')).toBe(protection);
    expect(published).toHaveLength(1200);
    expect(published.toString('hex', 0, begins.length / 2)).toBe(begins);
    // The tag depends on every byte of header and payload.
    expect(published.toString('hex', 1200 - 16)).toBe(tag);
  });

  test(`${name}: it opens to the published frames`, () => {
    const keys = new InitialKeys(read, ID);
    const payload = keys.open(published, 0, 18, published.length);
    expect(keys.packetNumber).toBe(2);
    expect(payload?.subarray(0, FRAME.length)).toEqual(FRAME);
    expect(payload?.subarray(FRAME.length).every((byte) => byte === 0)).toBe(true);
  });

  test(`${name}: it is read to its server name`, () => {
    const flow = new QuicFlow('', new Map());
    const copy = Buffer.from(published);
    expect(new DatagramReader().read(flow, published, 0, published.length)).toBe(WHOLE);
    const hello = flow.current?.hello;
    expect(Buffer.from(hello?.name ?? []).toString('hex', 0, hello?.nameLength)).toBe(NAME_HEX);
    expect(published).toEqual(copy);
  });
}
