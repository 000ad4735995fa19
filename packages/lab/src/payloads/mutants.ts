import type { Random } from '@netvakt/fixtures';
import { BLOCKED, CASE, CASE_BYTES, type Payload } from '@netvakt/selftest';

/** Bytes and words on which readers of HTTP disagree. */
const SPICE: readonly string[] = [
  ...'\r\n\x00\t :;,"\\\x0b\x0c\x7f\x80\xa0\xff0'.split(''),
  '\r\n',
  'chunked',
  'Content-Length: 3',
  'Transfer-Encoding: chunked',
  `Host: ${BLOCKED}`,
  'HTTP/1.1',
  'HTTP/1.0',
  '/../',
  '%2f',
];

/** The position of the run's name: mutants must keep it, or their origin would be unknown. */
function keeps(text: string, from: number, to: number): boolean {
  for (let at = text.indexOf(CASE); at >= 0; at = text.indexOf(CASE, at + 1)) {
    if (from < at + CASE_BYTES && to > at) return false;
  }
  return true;
}

function mutateOnce(text: string, random: Random): string {
  const at = random.below(text.length);
  const to = Math.min(text.length, at + random.between(1, 12));
  if (!keeps(text, at, to)) return text;
  const [before, inside, after] = [text.slice(0, at), text.slice(at, to), text.slice(to)];
  switch (random.below(5)) {
    case 0:
      return before + after; // Cut.
    case 1:
      return before + inside + inside + after; // Repeat.
    case 2:
      return before + random.pick(SPICE) + inside + after; // Insert.
    case 3:
      return before + random.pick(SPICE) + inside.slice(1) + after; // Replace one byte.
    default:
      return before + String.fromCharCode(inside.charCodeAt(0) ^ (1 << random.below(8))) + inside.slice(1) + after; // Flip one bit.
  }
}

/**
 * `count` payloads that differ from those of `corpus` in one to three places. Nothing is expected of them but that
 * filter and origin agree; the same seed makes the same mutants.
 */
export function mutantsOf(corpus: readonly Payload[], count: number, random: Random): Payload[] {
  const short = corpus.filter(({ bytes }) => bytes.length < 3000);
  return Array.from({ length: count }, (_, number): Payload => {
    const parent = random.pick(short);
    let bytes = parent.bytes;
    for (let times = random.between(1, 3); times > 0; times -= 1) bytes = mutateOnce(bytes, random);
    return {
      name: `mutant-${number}-of-${parent.name}`,
      why: `a mutant; its parent: ${parent.why}`,
      expect: 'safe',
      incomplete: true,
      bytes,
    };
  });
}
