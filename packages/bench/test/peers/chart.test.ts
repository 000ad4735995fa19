/** The chart of the README is of the committed figures, and legible on light and on dark pages. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { peersChartSvg } from '../../src/peers/chart.ts';
import { peerFigures } from '../../src/peers/figures.ts';

function committed(path: string): string {
  return readFileSync(new URL(`../../../../docs/${path}`, import.meta.url), 'utf8');
}

const [matcher, proxy] = [committed('benchmarks/matcher.md'), committed('benchmarks/proxy.md')];

test.each(['light', 'dark'] as const)('docs/images/peers-%s.svg is of the committed pages', (theme) => {
  expect(committed(`images/peers-${theme}.svg`)).toBe(peersChartSvg(peerFigures(matcher, proxy), theme));
});

test('every bar has its figure and its name, ours first', () => {
  const { groups, sources } = peerFigures(matcher, proxy);
  const svg = peersChartSvg({ groups, sources }, 'light');
  expect(groups.map(({ bars }) => bars.length)).toEqual([4, 4, 6]);
  for (const { bars } of groups) {
    expect(bars[0]?.name).toBe('Netvakt');
    for (const { name, value } of bars)
      for (const text of [name, String(value)]) expect(svg).toContain(`>${text}</text>`);
  }
  for (const source of sources) expect(svg).toContain(source);
  expect(svg).not.toMatch(/<script|<image|<foreignObject|@import/u);
});

const PAGES = {
  matcher: `| commit | \`abc\` |\n| run | 2026-11-28, 3 s |\n\n## 1 million entries\n\n| case | netvakt-buffer | set |\n| --- | ---: | ---: |\n| miss | 53.1 (50 to 60), 0 B | 1 430 (1 to 2), 3 B |\n| host-hit | 135 (1 to 2), 0 B | 3 % wrong |\n`,
  proxy:
    '## keep-alive\n\n| rules | proxy | CPU us a request |\n| ---: | --- | ---: |\n| 0 | netvakt | 19.7 |\n| 0 | haproxy | - |\n| 1 million | squid | 70 |\n\n',
};

test('figures are read as the pages write them; what is wrong or was not measured has no bar', () => {
  const { groups, sources } = peerFigures(PAGES.matcher, PAGES.proxy);
  expect(groups.map(({ bars }) => bars.map(({ value }) => value))).toEqual([[53.1, 1430], [135], [19.7]]);
  expect(sources[0]).toBe('docs/benchmarks/matcher.md: 2026-11-28, commit abc');
});

test('figures of a tree with changes that are in no commit are named as such', () => {
  const { sources } = peerFigures(PAGES.matcher.replace('`abc`', '`abc-modified`'), PAGES.proxy);
  expect(sources[0]).toBe('docs/benchmarks/matcher.md: 2026-11-28, commit abc with changes that are in no commit');
});

test('a page that has lost its table, or our row, is an error and no chart', () => {
  expect(() => peerFigures('# nothing', PAGES.proxy)).toThrow('has lost its part "## 1 million entries"');
  expect(() => peerFigures(PAGES.matcher.replace('netvakt-buffer', 'x'), PAGES.proxy)).toThrow('none of ours');
});
