/** Random changes to bytes that were nearly right: what is wholly random is refused at its first byte. */
import type { Random } from '@netvakt/fixtures';

/** Longer inputs only take longer. */
const MOST_BYTES = 4096;
const MOST_CHANGES = 4;

const ESCAPES: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', '0': '\0', '\\': '\\' };

/** Bytes on which readers disagree, and bounds of numbers. */
const SPICE: readonly Buffer[] = String.raw`
  \r \n \r\n \0 \t \x20 : ; , " \\ \x0b \x7f \x80 \xff / ? # % @ 0 9 a chunked Content-Length:3\r\n Transfer-Encoding:chunked\r\n
  Host:b.test\r\n HTTP/1.1 \xff\xff \0\0 \0\x01 \x16\x03\x01 \xfe\x0d PROXY\x20 ffffffffffff [::1] :443 \x80\0
`
  .trim()
  .split(/\s+/u)
  .map((text) => Buffer.from(unescaped(text), 'latin1'));

function unescaped(text: string): string {
  return text.replaceAll(/\\x([0-9a-f]{2})|\\(.)/gu, (_, hex: string | undefined, letter: string) =>
    hex === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** `parent` with one to four changes: cut, repeated, inserted, replaced, a bit flipped, cut short, or joined with `other`. */
export function mutated(parent: Buffer, other: Buffer, random: Random): Buffer {
  let bytes = parent;
  for (let changes = random.between(1, MOST_CHANGES); changes > 0; changes -= 1) bytes = changed(bytes, other, random);
  return bytes.length > MOST_BYTES ? bytes.subarray(0, MOST_BYTES) : bytes;
}

function changed(bytes: Buffer, other: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  const to = Math.min(bytes.length, at + random.between(1, 12));
  const [before, inside, after] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)];
  switch (random.below(7)) {
    case 0:
      return Buffer.concat([before, after]);
    case 1:
      return Buffer.concat([before, inside, inside, after]);
    case 2:
      return Buffer.concat([before, random.pick(SPICE), inside, after]);
    case 3:
      return Buffer.concat([before, random.pick(SPICE), inside.subarray(1), after]);
    case 4:
      return before;
    case 5:
      return Buffer.concat([before, other.subarray(random.below(other.length + 1))]);
    default:
      return flipped(bytes, at, random);
  }
}

function flipped(bytes: Buffer, at: number, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
  return copy;
}
