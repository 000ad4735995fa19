import { type MarketPlan, planOf } from '../day/plan.ts';

/** The nodes of the fleet, as Prometheus names them. */
export const NODES = ['filter-1:9464', 'filter-2:9464'] as const;
/** Clients of a market that meet a block in a month: so many networks of 250. */
const NETWORKS = 80;
/** The first three of the day's markets, with more clients, because a month has more visits. */
export const MONTH_MARKETS: readonly MarketPlan[] = planOf(1)
  .slice(0, 3)
  .map(({ id, items, attempts }, position) => ({
    id,
    items,
    attempts,
    net: `127.${position + 1}.0`,
    clients: clientsOf(position + 1),
  }));

function clientsOf(market: number): string[] {
  return Array.from({ length: NETWORKS * 250 }, (_, i) => `127.${market}.${Math.floor(i / 250)}.${(i % 250) + 1}`);
}

/** The configuration of both nodes. No file of it is read: their lists are made up. */
export const CONFIG_TEXT: string = `operator: { name: A Month, url: https://operator.example/filter }
block:
  authority: The month's authority
  legal_basis: https://authority.example/law
  objection: https://authority.example/objection
  help_line: https://help.example/
default_market: se
markets:
${MONTH_MARKETS.map(({ id }, i) => `  - { id: ${id}, clients: [127.${i + 1}.0.0/16], subscriptions: { filtered: ${400_000 >> i}, total: 500000 } }`).join('\n')}
lists:
  - { id: shared, file: shared.txt }
${MONTH_MARKETS.map(({ id }) => `  - { id: ${id}, file: ${id}.txt, markets: [${id}] }`).join('\n')}
proxy:
  listen:
    - { mode: tproxy, address: 127.0.0.1, port: 3129 }
    - { mode: explicit, address: 127.0.0.1, port: 3128 }
  workers: 1
statistics: { recent_items: 262144 }
`;
