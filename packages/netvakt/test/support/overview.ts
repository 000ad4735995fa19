import { type AdminServer, type ListView, type MarketView, type Overview, startAdmin } from '@netvakt/metrics';

/** 26 November 2026, 11:20 UTC. */
const AT = 1_795_692_000;
const DAY = 86_400;

/** Markets with the pages of an ordinary day. */
const MARKETS = { se: 3400, lt: 2900, lv: 1700, ee: 1300, nl: 4600, hr: 900, de: 5200, kz: 2100 };
const REASONS = [
  'ech',
  'sni-absent',
  'not-tls',
  'h2c',
  'protocol-unknown',
  'other-port',
  'server-first',
  'ambiguous-http',
];

/** Numbers that look like a country's, and are the same in every run. */
function ripple(i: number, j: number): number {
  return 1 + 0.16 * Math.sin(i * 1.7 + j * 0.9) + 0.07 * Math.sin(i * 5.3 + j * 2.1);
}

function sumOf(days: readonly { readonly pages: number | undefined }[]): MarketView['week'] {
  const known = days.flatMap(({ pages }) => pages ?? []);
  return { pages: known.reduce((sum, one) => sum + one, 0), known: known.length, days: days.length };
}

function marketView([market, ordinary]: readonly [string, number], i: number): MarketView {
  const days = Array.from({ length: 14 }, (_, j) => {
    const day = new Date((AT - (13 - j) * DAY) * 1000).toISOString().slice(0, 10);
    if (market === 'kz' && j < 5) return { day, pages: undefined }; // joined later
    const weekend = [6, 0].includes(new Date(day).getUTCDay()) ? 0.82 : 1;
    return { day, pages: Math.round(ordinary * ripple(i, j) * weekend * (j === 13 ? 0.41 : 1)) };
  });
  const pages = days.slice(-3).reduce((sum, { pages: one = 0 }) => sum + one, 0);
  const inspected = pages * (2600 + 130 * i);
  return {
    market,
    timeZone: 'Europe/Stockholm',
    days,
    week: sumOf(days.slice(-7)),
    // Nothing is drawn for the twelve days before: some thirteen more of these.
    month: { pages: Math.round((sumOf(days).pages ?? 0) * 1.85), known: 26, days: 26 },
    pages,
    attempts: Math.round(pages * 1.62),
    requests: Math.round(pages * 7.4),
    inspected,
    unseen: Math.round(inspected * (0.021 + 0.006 * i)),
  };
}

function listView(list: string, i: number): ListView {
  const age = list === 'kz-urls' ? 2.6 * DAY : 1500 + ((i * 7919) % 23) * 2900;
  return {
    list,
    version: `202611${String(26 - (i % 4)).padStart(2, '0')}01`,
    rules: list.endsWith('urls') ? 40_000 + i * 1777 : 9000 + i * 311,
    lastSuccess: AT - age,
    expiry: list.endsWith('urls') ? AT + (2 + (i % 5)) * DAY : 0,
    failing: list === 'kz-urls',
    waiting: list === 'nl-urls',
    inShadow: list === 'hr-domains',
    wouldBlock: { 'hr-domains': 214, 'lt-urls': 37 }[list] ?? 0,
  };
}

const VIEWS = Object.entries(MARKETS).map(marketView);
const UNSEEN = VIEWS.reduce((sum, { unseen }) => sum + unseen, 0);

/** What the page would show of eight countries: every number is made up, and the same in every run. */
export const OVERVIEW: Overview = {
  at: AT,
  statisticsAt: AT - 1200,
  endings: ['alert'],
  units: { windowSeconds: 10, ipv6PrefixLength: 64, attemptsPerClientDay: 10, intervalSeconds: 3600 },
  build: { version: '0.1.0', commit: '0123456789ab', node: 'v26.10.0' },
  health: { ready: [], route: [] },
  kept: true,
  markets: VIEWS,
  lists: ['shared', ...Object.keys(MARKETS)].flatMap((id) => [`${id}-domains`, `${id}-urls`]).map(listView),
  probes: Object.keys(MARKETS).flatMap((market) =>
    ['http', 'connect', 'tls'].map((protocol) => ({ market, protocol, blocked: true })),
  ),
  unseen: REASONS.map((reason, i) => ({ reason, count: Math.round((0.566 * UNSEEN) / 2.3 ** i) })),
  workers: {
    wanted: 4,
    running: 4,
    restarts: 0,
    each: [0.43, 0.39, 0.47, 0.41].map((busyRatio, i) => ({ busyRatio, lagSeconds: 0.004 + 0.0025 * i })),
  },
  overload: { seconds: 0, policies: ['open'] },
  connections: { active: 18_412, limit: 60_000 },
  decisions: {
    bounds: [0.000_001, 0.000_002_5, 0.000_005, 0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.001, 0.01],
    counts: [1_830_000, 940_000, 410_000, 182_000, 61_000, 9400, 2100, 640, 120, 9, 0],
    sample: 64,
  },
  rules: 612_480,
  packets: {
    came: 214_806_114,
    held: 11,
    pending: 1204,
    outcomes: Object.entries({
      allowed: 103_214_870,
      blocked: 41_207,
      refused: 1912,
      ambiguous: 3,
      unfiltered: 0,
      midstream: 88_412,
      expired: 12_871,
    }).map(([name, count]) => ({ name, count })),
    dropped: Object.entries({ known: 14_220, repeated: 9104, outside: 611, urgent: 0, 'syn-data': 37, crowded: 2 }).map(
      ([name, count]) => ({ name, count }),
    ),
    verdicts: {
      bounds: [0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.001, 0.01, 0.1, 1, 10],
      counts: [40_112_000, 48_733_000, 9_411_000, 1_720_000, 610_000, 1_310_000, 1_240_000, 101_000, 9100, 12],
    },
    queues: { unserved: { dead: 0, hung: 0, behind: 0 }, kernel: { waiting: 23, full: 0, unsent: 0 } },
    conntrack: { entries: 412_306, limit: 2_097_152, drops: 0 },
  },
};

function unused(): never {
  throw new Error('this server shows one page');
}

/** Serves the page as the filter does, from `overview`. */
export function serveOverview(overview: Overview): Promise<AdminServer> {
  const settings = { address: '127.0.0.1', port: 0, hosts: [] };
  return startAdmin(settings, {
    metrics: { render: unused } as never,
    health: unused,
    reload: unused,
    overview: () => overview,
    totals: unused,
  });
}
