/** Open addressing in lines of eight cells, at a load of 0.9, behind a Bloom filter of exact size. */
import { bits, type Keys, keysOf, Suffixes, scaled, shared } from './hash.ts';
import type { Built, Layout } from './layout.ts';

const LOAD = 0.9;
const FILTER_BITS = 10;

export const open: Layout = { name: 'open, bloom, 10 bits', build: (hosts) => build(keysOf(hosts)) };

function build(keys: Keys): Built {
  const filter = shared(Math.ceil((keys.count * FILTER_BITS) / 32));
  const lines = Math.ceil(keys.count / 8 / LOAD);
  const [filterScale, lineScale] = [filter.length / 2 ** 32, lines / 2 ** 32];
  const cells = shared(16 * lines);
  for (let key = 0; key < keys.count; key += 1) {
    const [a, b] = [keys.a[key] as number, keys.b[key] as number];
    const word = scaled(a, filterScale);
    filter[word] = (filter[word] as number) | bits(b);
    let at = scaled(a, lineScale) * 16;
    while (cells[at + 1] !== 0) at = at + 2 === cells.length ? 0 : at + 2;
    cells[at] = b;
    cells[at + 1] = ((keys.c[key] as number) & (0xffff << 16)) | 1;
  }
  const suffixes = new Suffixes();
  const covers = (host: string): boolean => {
    for (let depth = suffixes.hash(host); depth >= 1; depth -= 1) {
      const [a, b, c] = [suffixes.a[depth] as number, suffixes.b[depth] as number, suffixes.c[depth] as number];
      const wanted = bits(b);
      if (((filter[scaled(a, filterScale)] as number) & wanted) !== wanted) continue;
      for (let at = scaled(a, lineScale) * 16; cells[at + 1] !== 0; at = at + 2 === cells.length ? 0 : at + 2)
        if (cells[at] === b && ((cells[at + 1] as number) ^ c) >>> 16 === 0) return true;
    }
    return false;
  };
  return { bytes: filter.byteLength + cells.byteLength, covers };
}
