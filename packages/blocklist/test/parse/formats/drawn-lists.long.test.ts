/** Lists and requests that are drawn: squidGuard and e2guardian, and the product with the same files, block the same of them. */
import { expect } from '@jest/globals';
import { Random } from '@netvakt/fixtures';
import { temporaryFolder } from '../../support/files.ts';
import { testWith } from '../../support/programs.ts';
import { type BlockedBy, blockedByE2guardian, blockedBySquidguard, type ListTexts } from './support/blocked-by.ts';
import { blockedByProduct } from './support/product.ts';

const inFolder = temporaryFolder();

const LABELS = ['www', 'www2', 'web', 'web7', 'ftp', 'ftp12', 'cdn', 'm', 'wwww', 'www-1', 'www2x'] as const;
const SEGMENTS = ['a', 'B', 'Page', 'page.html', 'x-y', '~u', 'p=1'] as const;
const TAILS = ['', '', '/', '?id=3', '?Q', '.html', 's', '/z', '?id=3&x=1', '&x', '=2', '1'] as const;

interface Drawn {
  readonly domains: string;
  readonly urls: string;
  readonly requests: readonly string[];
}

/** One entry a site: what a longer entry of the same site does to a shorter one is another story, and documented. */
function drawn(random: Random): Drawn {
  const [domains, urls, requests]: string[][] = [[], [], []];
  for (let site = 0; site < 120; site += 1) {
    const host = `${random.chance(0.3) ? `${random.pick(LABELS)}.` : ''}Site${site}.test`;
    const path = Array.from({ length: random.between(1, 3) }, () => random.pick(SEGMENTS)).join('/');
    const entry = random.chance(0.2) ? host : `${host}/${path}${random.pick(['', '', '/', '?id=3'])}`;
    (entry.includes('/') ? urls : domains)?.push(entry);
    for (let count = 0; count < 5; count += 1) requests?.push(requestNear(host, entry, random));
  }
  return { domains: domains?.join('\n') ?? '', urls: urls?.join('\n') ?? '', requests: [...new Set(requests)] };
}

function requestNear(host: string, entry: string, random: Random): string {
  const path = entry.includes('/') ? entry.slice(entry.indexOf('/')) : '/';
  const label = random.chance(0.6) ? `${random.pick(LABELS)}.` : '';
  // With such a label in the entry, a port makes a difference, which is documented.
  const port = random.chance(0.1) && !/^(?:www|web|ftp)\d*\./u.test(host) ? ':8080' : '';
  const near = random.pick([path, path, path.slice(0, random.between(1, path.length)), '/other']);
  const cased = random.pick([near, near.toUpperCase(), near.toLowerCase()]);
  return `http://${label}${host.toLowerCase()}${port}${cased}${random.pick(TAILS)}`;
}

compare('squidGuard', 'squidguard', blockedBySquidguard, ({ domains, urls }) => ({ domains, urls }));
compare('e2guardian', 'e2guardian', blockedByE2guardian, ({ domains, urls }) => ({
  bannedsitelist: domains,
  bannedurllist: urls,
  bannedsiteiplist: '192.0.2.1\n',
}));

function compare(
  program: string,
  format: 'squidguard' | 'e2guardian',
  blockedBy: BlockedBy,
  listOf: (list: Drawn) => ListTexts,
): void {
  testWith([program], `${program} and the product block the same of what is drawn`, async () => {
    const random = new Random(0x5eed);
    for (let round = 0; round < (format === 'squidguard' ? 8 : 1); round += 1) {
      const list = drawn(random);
      const there = await blockedBy(listOf(list), list.requests);
      const here = await blockedByProduct(inFolder(`${format}-${round}`), format, listOf(list), list.requests);
      expect(list.requests.filter((url) => there.has(url) !== here.has(url))).toEqual([]);
      expect(there.size).toBeGreaterThan(list.requests.length / 10);
      expect(there.size).toBeLessThan(list.requests.length);
    }
  });
}
