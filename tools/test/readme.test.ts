/** The README's table of other programs holds figures of the committed reports, with their day. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const [readme, conformance, proxy, packet] = [
  'README.md',
  'docs/conformance.md',
  'docs/benchmarks/proxy.md',
  'docs/benchmarks/packet.md',
].map(read) as [string, string, string, string];

/** The cells of the row of `page` that begins with the cells `first`; of `section`, if one is named. The header of its table is such a row. */
function row(page: string, first: string, section = ''): string[] {
  const line = page
    .slice(section === '' ? 0 : page.indexOf(`\n## ${section}\n`))
    .split('\n')
    .find((candidate) => candidate.startsWith(`| ${first} |`));
  if (line === undefined) throw new Error(`There is no row ${first} in ${section}`);
  return line.slice(2, -2).split(' | ');
}

function shown(first: string): string[] {
  return row(readme, first)
    .slice(1)
    .map((cell) => cell.replaceAll('*', ''));
}

test.each([
  ['self-test: cases passed', '**all**'],
  ['– listed pages in other spellings, blocked', 'Spellings of hosts and paths'],
  ['– neighbours of listed pages, reachable', 'Neighbours of what is listed'],
  ['– TLS and tunnels', 'TLS and tunnels'],
])('%s', (first, group) => {
  const [netvakt, squid, e2guardian, haproxy, tinyproxy] = row(conformance, group).slice(1);
  expect(shown(first)).toEqual([netvakt, squid, e2guardian, haproxy, tinyproxy]);
});

/** In the order of the README's columns. */
const PROGRAMS = ['netvakt', 'squid', 'e2guardian', 'haproxy', 'tinyproxy'];

test.each([
  {
    first: 'CPU time per request, 1 million rules',
    section: 'keep-alive',
    rules: '1 million',
    column: 'CPU us a request',
    scale: 1,
  },
  { first: 'CPU time per GB of large answers', section: 'bulk', rules: '0', column: 'CPU s a GB', scale: 1 },
  {
    first: 'CPU time per new TLS connection, intercepted',
    section: 'transparent',
    rules: '0',
    column: 'CPU us a request',
    scale: 1,
  },
  { first: 'memory per idle connection', section: 'idle', rules: '0', column: 'B an idle connection', scale: 1000 },
])('$first', ({ first, section, rules, column, scale }) => {
  const figures = shown(first);
  const at = row(proxy, 'rules | proxy', section).indexOf(column);
  expect(figures.filter((figure) => figure !== '–').length).toBeGreaterThan(1);
  for (const [place, figure] of figures.entries()) {
    if (figure === '–') continue;
    const [number = ''] = figure.split(' ');
    const measured = row(proxy, `${rules} | ${PROGRAMS[place] ?? ''}`, section)[at] ?? '';
    const digits = number.split('.')[1]?.length ?? 0;
    expect((Number(measured.replaceAll(' ', '')) / scale).toFixed(digits)).toBe(number);
  }
});

/** The day that a page states for its run, as the README writes it. */
function day(page: string): string {
  const [, found = ''] = /(?:\| run \| |^Run on )(\d{4}-\d\d-\d\d)/mu.exec(page) ?? [];
  return new Date(found).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
}

test('the filter’s share in mode packet, and the days', () => {
  const text = readme.replaceAll(/\s+/gu, ' ');
  const [, ours, peer] = /is (\d+) µs, next to (\d+) µs for HAProxy/u.exec(text) ?? [];
  expect([ours, peer]).toEqual(
    ['packet-confirm', 'haproxy'].map((name) => Number(row(packet, name, 'connections')[1]).toFixed(0)),
  );
  expect(text).toContain(`is from ${day(conformance)} (\`pnpm conformance:peers\`)`);
  expect(text).toContain(`CPU time and memory are from ${day(proxy)}`);
  expect(text).toContain(`([${day(packet)}](docs/benchmarks/packet.md))`);
});
