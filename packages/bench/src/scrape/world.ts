/** The filter that is scraped: its configuration, its lists, and who asks it for what. */
import { OPERATOR_PART } from '../common/configuration.ts';
import type { ScrapeSettings } from './settings.ts';

/** A host that no list names, and that leads to the load's own origin. */
export const FREE_HOST = 'free.test';

/** A listed host; `turn` chooses among all of them. */
export function listedHost({ lists, entries }: ScrapeSettings, turn: number): string {
  return `page-${turn % entries}.list-${turn % lists}.test`;
}

/** The address of a client of market `turn % markets`. */
export function clientOf({ markets }: ScrapeSettings, turn: number): string {
  return `127.0.${(turn % markets) + 1}.${(Math.floor(turn / markets) % 250) + 1}`;
}

/** Every file of the filter, by name. `netvakt.json` is its configuration. */
export function filesOf(settings: ScrapeSettings, originPort: number): Readonly<Record<string, string>> {
  const lists = Array.from({ length: settings.lists }, (_, list) => ({ id: `list-${list}`, file: `list-${list}.txt` }));
  const configuration = {
    ...OPERATOR_PART,
    default_market: 'm1',
    markets: Array.from({ length: settings.markets }, (_, i) => ({
      id: `m${i + 1}`,
      clients: [`127.0.${i + 1}.0/24`],
    })),
    lists,
    proxy: {
      listen: [{ address: '127.0.0.1', port: 0 }],
      workers: 1,
      clients: ['127.0.0.0/8'],
      hosts: [{ name: FREE_HOST, port: 80, to: `127.0.0.1:${originPort}` }],
    },
    admin: { address: '127.0.0.1', port: 0 },
    log: { level: 'info', format: 'json' },
  };
  const hosts = ({ id }: { readonly id: string }): string =>
    Array.from({ length: settings.entries }, (_, i) => `page-${i}.${id}.test\n`).join('');
  return {
    'netvakt.json': JSON.stringify(configuration),
    ...Object.fromEntries(lists.map((list) => [list.file, hosts(list)])),
  };
}
