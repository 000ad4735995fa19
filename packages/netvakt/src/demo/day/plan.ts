/** Who is in the synthetic day: markets, clients, lists. Its configuration and its script are both made from this. */

interface ItemPlan {
  readonly host: string;
  /** The id of every list of the market that holds it. */
  readonly lists: readonly string[];
}

export interface MarketPlan {
  readonly id: string;
  /** The first three numbers of its clients' addresses. */
  readonly net: string;
  readonly clients: readonly string[];
  readonly items: readonly ItemPlan[];
  /** Attempts of the day. */
  readonly attempts: number;
}

/**
 * Half a million attempts in 30 days over eight markets, as an operator of eight has published; the first has 24 in a hundred of
 * them, and 3,500 pages a day.
 */
const ATTEMPTS_A_DAY = 500_000 / 30;
const SHARES: readonly (readonly [market: string, share: number])[] = [
  ['se', 0.24],
  ['lt', 0.12],
  ['lv', 0.09],
  ['ee', 0.07],
  ['nl', 0.16],
  ['hr', 0.1],
  ['de', 0.15],
  ['kz', 0.07],
];
const CLIENTS = 250;
const OWN_ITEMS = 60;
const SHARED_ITEMS = 20;
/** Items of the shared list that each market's own list holds as well. */
const DOUBLE_ITEMS = 5;

const sharedHost = (i: number): string => `shared-${i}.day.test`;

/** The plan at `scale` of a real day. @param markets - Ids of those that take part; default: all eight. */
export function planOf(scale: number, markets?: readonly string[]): MarketPlan[] {
  const all = SHARES.map(([id, share], position) => ({
    id,
    net: `127.0.${position + 1}`,
    clients: Array.from({ length: CLIENTS }, (_, i) => `127.0.${position + 1}.${i + 1}`),
    items: itemsOf(id),
    attempts: Math.ceil(ATTEMPTS_A_DAY * share * scale),
  }));
  return all.filter(({ id }) => markets?.includes(id) ?? true);
}

function itemsOf(market: string): ItemPlan[] {
  const own = Array.from({ length: OWN_ITEMS }, (_, i) => ({ host: `item-${i}.${market}.day.test`, lists: [market] }));
  const shared = Array.from({ length: SHARED_ITEMS }, (_, i) => ({
    host: sharedHost(i),
    lists: i < DOUBLE_ITEMS ? ['shared', market] : ['shared'],
  }));
  return [...own, ...shared];
}

/** What differs between two filters of the day. */
export interface DayFilter {
  readonly adminPort: number;
  readonly markets: readonly MarketPlan[];
  /** Settings of each market besides its clients, in YAML's flow style. */
  readonly ofMarket?: Readonly<Record<string, string>>;
  /** Threads of the data plane; default: 2. */
  readonly workers?: number;
  /** Further sections of the configuration, in YAML. */
  readonly sections?: string;
}

/** The files of the day: its configuration and its lists. The markets' clients are addresses of this machine. */
export function dayFiles(filter: DayFilter): Readonly<Record<string, string>> {
  const { markets } = filter;
  const lists = ['shared', ...markets.map(({ id }) => id)];
  const files = Object.fromEntries(
    lists.map((list) => {
      const items = markets.flatMap((market) => market.items.filter((item) => item.lists.includes(list)));
      return [`${list}.txt`, `${[...new Set(items.map(({ host }) => host))].join('\n')}\n`];
    }),
  );
  return { ...files, 'netvakt.yaml': configText(filter, lists) };
}

function configText(
  { markets, ofMarket = {}, sections = '', workers = 2, adminPort }: DayFilter,
  lists: readonly string[],
): string {
  return `operator: { name: A Day, url: https://operator.example/filter }
block:
  authority: The day's authority
  legal_basis: https://authority.example/law
  objection: https://authority.example/objection
  help_line: https://help.example/
default_market: se
markets:
${markets.map(({ id, net }) => `  - { id: ${id}, clients: [${net}.0/24]${ofMarket[id] ?? ''} }`).join('\n')}
lists:
${lists.map((list) => `  - { id: ${list}, file: ${list}.txt${list === 'shared' ? '' : `, markets: [${list}]`} }`).join('\n')}
proxy:
  listen: [{ address: 127.0.0.1, port: 0 }]
  workers: ${workers}
  clients: [127.0.0.0/8]
admin: { port: ${adminPort} }
statistics: { store: totals.db }
log: { level: warn }
${sections}`;
}
