import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { ParseOutcome } from '../../src/parse/list.ts';
import { ListParser } from '../../src/parse/parser.ts';
import { fixtureBytes } from '../support/files.ts';
import { parse, settingsFor } from '../support/parse.ts';

const SEED = 0x5eed;
const settings = settingsFor({ bounds: { maxLineBytes: 40, maxRejectedRatio: 1, minRejectedLines: 1000 } });

function parseChunks(chunks: readonly Uint8Array[]): ParseOutcome {
  const parser = new ListParser(settings, 0);
  for (const chunk of chunks) {
    const lent = Buffer.from(chunk);
    parser.push(lent);
    lent.fill(0x21); // a reader writes its next bytes over the last ones
  }
  return parser.finish('0'.repeat(64));
}

test.each(['spellings', 'mixed-garbage', 'line-ends', 'byte-order-mark', 'latin-1', 'html-page', 'table'])(
  '%s: the same outcome for every split point, and for every byte alone',
  (name) => {
    const bytes = fixtureBytes(`hostile/${name}.txt`);
    const whole = parseChunks([bytes]);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(parseChunks([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(whole);
    }
    expect(parseChunks([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
  },
);

test('a list longer than the head: the same outcome for splits around the end of the head', () => {
  const bytes = Buffer.from(Array.from({ length: 5000 }, (_, index) => `bad-number-${index}.test`).join('\r\n'));
  const whole = parseChunks([bytes]);
  expect(whole.ok).toBe(true);
  for (let cut = 65_520; cut < 65_550; cut += 1) {
    expect(parseChunks([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(whole);
  }
});

const piece = fc.oneof(
  fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom(
      'a.test',
      'http://a.test/b/',
      'B.TEST.',
      'å.test',
      '*',
      'test',
      '# x',
      ';',
      '192.0.2.1',
      '<html>',
      '\0',
      '[',
      'xn--a',
    )
    .map((text) => Buffer.from(text)),
  fc.constantFrom('\n', '\r', '\r\n', ' ', '\t').map((text) => Buffer.from(text)),
);

test('any bytes give an outcome, never an exception, and every line is accounted for', () => {
  let lists = 0;
  let refusals = 0;
  const formats = fc.constantFrom('domains', 'urls', 'auto' as const);
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), formats, (pieces, format) => {
      const outcome = parse(Buffer.concat(pieces), { format, bounds: { maxLineBytes: 60, minRejectedLines: 60 } });
      if (outcome.ok) lists += 1;
      else refusals += 1;
      const counts = outcome.summary?.counts;
      if (counts === undefined) throw new Error('A parser’s outcome has a summary');
      expect(counts.received).toBe(counts.invalid + counts.duplicates + counts.unique);
      expect(counts.unique).toBe(counts.quarantined + counts.active);
    }),
    { seed: SEED, numRuns: 3000 },
  );
  expect(Math.min(lists, refusals)).toBeGreaterThan(100); // else only one half was tested
});

test('no outcome holds the text of a line, whatever became of the line', () => {
  const canary = 'kanarienvogel';
  const lines = [
    `${canary}.test`,
    `http://${canary}.test/${canary}?${canary}`,
    `${canary} ${canary}`,
    `${canary}..test`,
    `*.${canary}.test`,
    canary,
    `# version: ${canary}`,
    `${canary}\u0001`,
    `${canary}${'x'.repeat(100)}`,
    `<${canary}>`,
  ];
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...lines), { maxLength: 12 }),
      fc.constantFrom('domains', 'urls', 'auto' as const),
      (chosen, format) => {
        const outcome = parse(chosen.join('\n'), { format, bounds: { maxLineBytes: 60 } });
        const { rules: _, ...rest } = outcome.ok ? outcome : { ...outcome, rules: [] };
        const text = JSON.stringify(rest, (_key, value: unknown) =>
          value instanceof Map ? [...value.entries()] : value,
        );
        expect(text).not.toContain(canary);
      },
    ),
    { seed: SEED, numRuns: 1000 },
  );
});
