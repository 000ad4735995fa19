import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseCheckpoint } from '../../src/log/checkpoint.ts';
import { formatNote, formatVerifierKey, noteKey, parseNote, parseVerifierKey } from '../../src/log/note.ts';

// The example of C2SP signed-note: its key verifies its note.
const VKEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const NOTE =
  'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
// The example of C2SP tlog-cosignature.
const CHECKPOINT =
  'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n' +
  '— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n' +
  '— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n';

function read(found: Uint8Array): void {
  parseNote(found);
  parseCheckpoint(found);
  parseVerifierKey(Buffer.from(found).toString('latin1'));
}

describe('signed notes', () => {
  test('the example of the specification is read, and its signature verifies', () => {
    const key = parseVerifierKey(VKEY);
    const note = parseNote(Buffer.from(NOTE));
    const [line] = note?.signatures ?? [];
    expect(key?.name).toBe('example.com/foo');
    expect(line?.id).toEqual(key?.id);
    const half = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key?.x ?? '' }, format: 'jwk' });
    expect(verify(null, Buffer.from(note?.text ?? ''), half, line?.signature ?? Buffer.alloc(0))).toBe(true);
  });

  test('what was read is written as it was', () => {
    const note = parseNote(Buffer.from(NOTE));
    expect(note && formatNote(note)).toBe(NOTE);
    const key = parseVerifierKey(VKEY);
    expect(key && formatVerifierKey(key)).toBe(VKEY);
  });

  test('the checkpoint of the specification has its size and two signatures', () => {
    const checkpoint = parseCheckpoint(Buffer.from(CHECKPOINT));
    expect(checkpoint).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163 });
    expect(checkpoint?.note.signatures.map(({ name }) => name)).toEqual([
      'example.com/behind-the-sofa',
      'witness.example.com/w1',
    ]);
  });

  test.each([
    ['an extension line', CHECKPOINT.replace('q2I=\n\n', 'q2I=\nmore\n\n')],
    ['a size with a zero before it', CHECKPOINT.replace('20852163', '020852163')],
    ['a short root', CHECKPOINT.replace('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=', 'CsUY')],
    ['no origin', CHECKPOINT.replace('example.com/behind-the-sofa\n2', '\n2')],
    ['a carriage return', CHECKPOINT.replace('20852163\n', '20852163\r\n')],
    ['no signature', CHECKPOINT.slice(0, CHECKPOINT.indexOf('\n\n') + 2)],
    ['another encoding of a signature', CHECKPOINT.replace('AYQ8=', 'AYQ9=')],
    ['bytes that are no UTF-8', `${CHECKPOINT}\u00ff`],
  ])('a checkpoint with %s is none', (_name, text) => {
    expect(parseCheckpoint(Buffer.from(text, text.endsWith('\u00ff') ? 'latin1' : 'utf8'))).toBeUndefined();
  });

  test('a key whose ID is of another name is refused', () => {
    expect(parseVerifierKey(VKEY.replace('example.com/foo', 'example.com/fob'))).toBeUndefined();
    expect(parseVerifierKey(VKEY.slice(0, -4))).toBeUndefined();
    expect(parseVerifierKey('')).toBeUndefined();
  });

  test('a name with a space or a plus sign names no key', () => {
    for (const name of ['', 'a b', 'a+b', 'a\u2028b']) {
      expect(() => noteKey(name, 'note', { x: 'A'.repeat(43) })).toThrow(TypeError);
    }
  });

  test('no bytes make a reader throw', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string().map((text) => Buffer.from(text)),
    );
    expect(() => fc.assert(fc.property(bytes, read))).not.toThrow();
  });
});
