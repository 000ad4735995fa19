import { collectDefaultMetrics, type OpenMetricsContentType, type PrometheusContentType, Registry } from 'prom-client';
import { CONTENT_TYPE, type Exposition } from './negotiate.ts';

/** A prom-client registry that is bound to one format for its life. */
export type BoundRegistry = Registry | Registry<OpenMetricsContentType>;

/**
 * prom-client's families of process and run time; ours are counted elsewhere (407 ns for its increment with four labels,
 * against 7 ns for a slot of an array) and written by `family.ts`.
 */
export function runtimeRegistry(exposition: Exposition): BoundRegistry {
  const registry = boundTo(exposition);
  collectDefaultMetrics<PrometheusContentType | OpenMetricsContentType>({ register: registry });
  for (const name of LEFT_OUT) registry.removeSingleMetric(name);
  return registry;
}

/**
 * Default families that are not exported: their label is the name of a class of Node's, which is no closed set, and
 * three are gauges called `_total`, which promtool refuses.
 */
const LEFT_OUT = ['handles', 'requests', 'resources'].flatMap((what) => [
  `nodejs_active_${what}`,
  `nodejs_active_${what}_total`,
]);

function boundTo(exposition: Exposition): BoundRegistry {
  if (exposition === 'text') return new Registry();
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(CONTENT_TYPE.openmetrics);
  return registry;
}
