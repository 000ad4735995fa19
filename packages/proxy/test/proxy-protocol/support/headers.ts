import * as fc from 'fast-check';
import type { ProxiedEnds } from '../../../src/proxy-protocol/header.ts';
import { writeProxyHeaderV1, writeProxyHeaderV2 } from '../../../src/proxy-protocol/write.ts';

const port = fc.nat(0xffff);
const endsOf = (address: fc.Arbitrary<string>): fc.Arbitrary<ProxiedEnds> =>
  fc.record({ source: fc.record({ address, port }), destination: fc.record({ address, port }) });

/** Ends of one family, IPv6 ones written in any way. */
export const anyEnds: fc.Arbitrary<ProxiedEnds> = fc.oneof(endsOf(fc.ipV4()), endsOf(fc.ipV6()));

/** A header of either version, with ends or without. */
export const anyHeader: fc.Arbitrary<Buffer> = fc
  .tuple(fc.option(anyEnds, { nil: undefined }), fc.constantFrom('v1', 'v2', 'v2-checksum'))
  .map(([ends, kind]) =>
    kind === 'v1' ? writeProxyHeaderV1(ends) : writeProxyHeaderV2(ends, { checksum: kind === 'v2-checksum' }),
  );

/** Anything from a header with a few bytes changed, cut or followed by others, down to noise. */
export const hostileBytes: fc.Arbitrary<Buffer> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(anyHeader, fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 3 }), fc.uint8Array({ maxLength: 40 }))
      .map(([header, changes, tail]) => {
        const bytes = Buffer.concat([header, tail]);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        return bytes;
      }),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 1,
    arbitrary: fc.stringMatching(/^PROXY [TCP46UNKOW 0-9.:a-f\r\n]{0,120}$/u).map((text) => Buffer.from(text)),
  },
);
