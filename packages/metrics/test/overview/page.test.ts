import { describe, expect, test } from '@jest/globals';
import { type ListView, type Overview, overviewOf } from '@netvakt/metrics';
import { quantileBound, share, time } from '../../src/overview/figures.ts';
import { PAGE_POLICY, renderOverview } from '../../src/overview/page.ts';
import { OVERVIEW_STYLE } from '../../src/overview/style.ts';
import { makeWorld } from '../support/world.ts';

const AT = 1_795_692_000;
const WORLD = overviewOf(makeWorld().sources, undefined, AT);
const page = (changes: Partial<Overview> = {}): string => renderOverview({ ...WORLD, ...changes });

/** What a reader sees, without the marks. */
const words = (html: string): string =>
  html
    .replace(/<style>.*?<\/style>/s, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');

test('a process that has just started shows zeros and gaps, and no chart of nothing', () => {
  const text = words(page());
  expect(text).toContain('Not ready: starting, lists-missing, workers-missing');
  expect(text).toContain('Totals are not kept on disk');
  expect(text).toContain('Nothing so far: everything that came could be inspected.');
  expect(text).toContain('Nothing was measured so far: one request in 64 is.');
  expect(page()).not.toMatch(/NaN|Infinity|undefined/);
});

test('seven days and the month are shown with the days of which they are, if totals are kept', () => {
  const history = [
    { day: '2026-11-26', market: 'se', pages: 5 },
    { day: '2026-11-24', market: 'se', pages: 7000 },
    { day: '2026-11-03', market: 'se', pages: 900 },
    { day: '2026-10-31', market: 'se', pages: 1 },
    { day: '2026-11-20', market: 'lt', pages: 0 },
  ];
  const text = words(renderOverview(overviewOf(makeWorld().sources, history, AT)));
  expect(text).toContain('Market Seven days This month se 7,005 2 of 7 days 7,905 3 of 26 days');
  expect(text).toContain('lt 0 1 of 7 days 0 1 of 26 days All 7,005 3 of 14 days of markets');
  expect(words(page())).not.toContain('Seven days');
});

test('under which ending attempts were counted is said, with what that means for a comparison', () => {
  expect(words(page())).not.toContain('handshake ends');
  expect(words(page({ endings: ['alert'] }))).toContain(
    'A blocked TLS handshake ends by an alert. Compare attempts only',
  );
  expect(words(page({ endings: ['reset'] }))).toContain('ends by a reset. Browsers load such pages again');
  expect(words(page({ endings: ['alert', 'reset'] }))).toContain(
    'ends by a reset. Since the start there were two endings',
  );
});

test('there is nothing to run and nothing to fetch, and no style but the one that the policy names', () => {
  const html = page();
  expect(html).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|\sstyle=|\ssrc=|href=|url\(|@import/i);
  expect(html.match(/<style/g)).toHaveLength(1);
  expect(PAGE_POLICY).not.toContain('unsafe');
});

test('every drawing is an image with a name, but for the ornament', () => {
  const drawings = page({
    decisions: { bounds: [0.001], counts: [3, 1], sample: 64 },
    unseen: [{ reason: 'ech', count: 3 }],
  }).match(/<svg[^>]*>/g);
  expect(drawings?.length).toBeGreaterThan(6);
  expect(drawings?.filter((tag) => !/aria-hidden="true"|role="img" aria-label="[^"]+"/.test(tag))).toEqual([]);
});

const LIST: ListView = {
  list: 'l',
  version: '1',
  rules: 5,
  lastSuccess: AT - 60,
  expiry: 0,
  failing: false,
  waiting: false,
  inShadow: false,
  wouldBlock: 0,
};

describe('what is wrong is said in words', () => {
  const health = { ready: [], route: [] };
  test.each<{ why: string; changes: Partial<Overview>; want: string }>([
    { why: 'all is well', changes: { health }, want: 'Netvakt Filtering' },
    {
      why: 'out of routing',
      changes: { health: { ready: [], route: ['drain-file'] } },
      want: 'kept out of routing: drain-file',
    },
    { why: 'an update failed', changes: { lists: [{ ...LIST, failing: true }] }, want: 'last update failed' },
    { why: 'a list of three days', changes: { lists: [{ ...LIST, lastSuccess: AT - 3 * 86_400 }] }, want: 'too old' },
    { why: 'a list that expired', changes: { lists: [{ ...LIST, expiry: AT - 1 }] }, want: 'expired expired' },
    {
      why: 'a list that was never loaded',
      changes: { lists: [{ ...LIST, lastSuccess: 0, failing: true }] },
      want: 'never',
    },
    {
      why: 'a delivery that waits for release',
      changes: { lists: [{ ...LIST, waiting: true }] },
      want: 'l a delivery: waits for release 0',
    },
    {
      why: 'a list in shadow, and what it would have blocked',
      changes: { lists: [{ ...LIST, inShadow: true, wouldBlock: 1234 }] },
      want: 'l the list: in shadow 1,234',
    },
    {
      why: 'a delivery in shadow',
      changes: { lists: [{ ...LIST, wouldBlock: 7 }] },
      want: 'l a delivery: in shadow, or was 7',
    },
    { why: 'never full', changes: {}, want: 'Never were all of them full.' },
    {
      why: 'full, and open',
      changes: { overload: { seconds: 90, policies: ['open'] } },
      want: 'For 1.5 min all of them were full : new connections passed by the filter, unseen ( overload: open ).',
    },
    {
      why: 'full, and closed',
      changes: { overload: { seconds: 2, policies: ['closed'] } },
      want: 'For 2 s all of them were full : new connections were turned away ( overload: closed ).',
    },
    {
      why: 'a canary that passed',
      changes: { probes: [{ market: 'se', protocol: 'http', blocked: false }] },
      want: 'not blocked',
    },
    {
      why: 'canaries that were blocked',
      changes: { probes: [{ market: 'se', protocol: 'http', blocked: true }] },
      want: 'was blocked: in 1 markets over http',
    },
  ])('$why', ({ changes, want }) => {
    expect(words(page(changes))).toContain(want);
  });
});

test('an id that could be HTML is text', () => {
  const [market] = WORLD.markets;
  if (market === undefined) throw new Error('no market');
  const hostile = '<i onx="1">&\'';
  const html = page({
    markets: [{ ...market, market: hostile }],
    lists: [{ ...LIST, list: hostile, version: hostile, inShadow: true }],
    unseen: [{ reason: hostile, count: 1 }],
    probes: [{ market: hostile, protocol: hostile, blocked: false }],
  });
  expect(html).not.toContain('<i onx');
  expect(html).toContain('&lt;i onx=');
});

/** Contrast of two colours (WCAG 2.2, relative luminance), 1 to 21. */
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const digits = colour.length === 4 ? colour.replaceAll(/[\da-f]/g, '$&$&') : colour;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe.each(['light', 'dark'])('in %s', (scheme) => {
  const [light = '', dark = ''] = [...OVERVIEW_STYLE.matchAll(/:root\{([^}]*)\}/g)].map(([, inside = '']) => inside);
  const colours = new Map(
    [...(scheme === 'light' ? light : dark).matchAll(/--(\w+):(#[\da-f]+)/g)].map(([, name = '', colour = '']) => [
      name,
      colour,
    ]),
  );
  const between = (a: string, b: string): number => contrast(colours.get(a) ?? '', colours.get(b) ?? '');

  test.each([
    ['t', 'c'],
    ['t', 'g'],
    ['t', 's'],
    ['m', 'c'],
    ['m', 'g'],
    ['a', 'c'],
    ['k2', 'k'],
    ['x2', 'x'],
  ])('text %s on %s has a contrast of 4.5 or more', (text, ground) => {
    expect(between(text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(['b', 'b2', 'w'])('bars and marks in %s stand out from the card by 3 or more', (bar) => {
    expect(between(bar, 'c')).toBeGreaterThanOrEqual(3);
  });
});

test.each([
  [0, '0 s'],
  [0.000_002_5, '2.5 µs'],
  [0.001, '1 ms'],
  [0.25, '250 ms'],
  [59, '59 s'],
  [5400, '1.5 h'],
  [2.6 * 86_400, '2.6 d'],
  [40 * 86_400, '40 d'],
])('%p seconds are told as %p', (seconds, want) => {
  expect(time(seconds)).toBe(want);
});

test('shares and quantiles at their edges', () => {
  expect([share(0, 0), share(0, 10), share(1, 100_000), share(1, 3)]).toEqual(['–', '0.0%', 'below 0.1%', '33%']);
  expect(quantileBound(0.5, [1, 2], [0, 0, 0])).toBeUndefined();
  expect(quantileBound(0.5, [1, 2], [5, 5, 0])).toBe(1);
  expect(quantileBound(0.99, [1, 2], [5, 5, 0])).toBe(2);
  expect(quantileBound(0.99, [1, 2], [5, 0, 5])).toBe(Number.POSITIVE_INFINITY);
});

describe('flows of packets', () => {
  const packets: Overview['packets'] = {
    came: 1200,
    held: 3,
    pending: 2,
    outcomes: [
      { name: 'allowed', count: 900 },
      { name: 'blocked', count: 90 },
      { name: 'refused', count: 0 },
    ],
    dropped: [{ name: 'known', count: 4 }],
    verdicts: { bounds: [0.000_05, 0.1], counts: [95, 4, 1] },
    queues: { unserved: { dead: 0, hung: 0, behind: 0 }, kernel: { waiting: 5, full: 0, unsent: 0 } },
    conntrack: { entries: 1000, limit: 262_144, drops: 0 },
  };

  test('nothing is shown of them if none have come', () => {
    expect(words(page())).not.toContain('Flows of packets');
  });

  test('what became of them, and that the queues were served', () => {
    const html = page({ packets });
    const text = words(html);
    expect(text).toContain('1,200 packets came to the filter; 2 flows wait for a verdict, 3 of their packets are held');
    expect(text).toContain('The queues were served all the time. 5 packets wait in them now.');
    expect(text).toContain('The kernel tracks 1K connections of 262.1K (0.4%).');
    expect(text).toContain('half took at most 50 µs, 99 in 100 at most 100 ms');
    expect(html).toContain('aria-label="Flows by outcome: allowed 900 (91%), blocked 90 (9.1%)"');
    expect(html).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('what is wrong is said in words', () => {
    const queues = { unserved: { dead: 0, hung: 3.5, behind: 0 }, kernel: { waiting: 1024, full: 7, unsent: 2 } };
    const text = words(page({ packets: { ...packets, queues, conntrack: { entries: 90, limit: 100, drops: 12 } } }));
    expect(text).toContain('Queues were not served for 3.5 s (hung)');
    expect(text).toContain('The kernel dropped 9 packets there.');
    expect(text).toContain('dropped 12 packets that it could not track');
  });
});
