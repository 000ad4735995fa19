import { DEFINITIONS } from '@netvakt/metrics';
import { checkConfig } from '../../src/config/load.ts';
import { ServiceFigures } from '../../src/run/figures.ts';
import { LEAST } from './config-text.ts';

/** Series that Prometheus itself makes, of a scrape and of alerting rules. */
const ITS_OWN = ['up', 'ALERTS'];
/** Labels that a scrape, its configuration, a histogram or an alerting rule adds. */
const ADDED = ['job', 'instance', 'machine', 'pod', 'le', 'alertname', 'alertstate', 'severity'];

/** Every name and label that a query about Netvakt may hold. */
export interface Registry {
  readonly metrics: ReadonlySet<string>;
  readonly labels: ReadonlySet<string>;
}

/** What the filter exports, the run time's families included, read from its own exposition. */
export async function registry(): Promise<Registry> {
  const figures = new ServiceFigures(checkConfig(LEAST, '/etc/netvakt/netvakt.yaml'), undefined);
  const { body } = await figures.metrics.render(undefined);
  const metrics = new Set(ITS_OWN);
  for (const [, name = '', type] of body.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    const ends = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
    for (const end of ends) metrics.add(`${name}${end}`);
  }
  return { metrics, labels: new Set([...DEFINITIONS.flatMap(({ labels }) => labels), ...ADDED]) };
}
