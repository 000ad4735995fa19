import {
  collectDefaultMetrics,
  Gauge,
  type OpenMetricsContentType,
  type PrometheusContentType,
  Registry,
} from 'prom-client';
import { CONTENT_TYPE, type Exposition } from './negotiate.ts';

/** A prom-client registry that is bound to one format for its life. */
export type BoundRegistry = Registry | Registry<OpenMetricsContentType>;

/**
 * prom-client's families of process and run time; ours are counted elsewhere (407 ns for its increment with four labels,
 * against 7 ns for a slot of an array) and written by `family.ts`.
 *
 * @param openFiles - how many descriptors are open. prom-client would list them while the scrape waits: 10 ms for 40,000.
 */
export function runtimeRegistry(exposition: Exposition, openFiles: () => number): BoundRegistry {
  const registry = boundTo(exposition);
  collectDefaultMetrics<PrometheusContentType | OpenMetricsContentType>({
    register: registry,
    eventLoopMonitoringPrecision: LOOP_PRECISION,
    eventLoopUtilizationTimeout: UTILIZATION_OF,
  });
  for (const name of LEFT_OUT) registry.removeSingleMetric(name);
  if (registry.getSingleMetric(OPEN_FILES) !== undefined) replaceOpenFiles(registry, openFiles);
  return registry;
}

/**
 * Milliseconds between two looks at the main thread's event loop. At prom-client's own 10, an idle filter with both formats woke 200 times a second. That
 * took 1.3 % of a core, and the core from a worker for a moment each time. What is measured are whole intervals: nothing below this.
 */
const LOOP_PRECISION = 100;

/**
 * Milliseconds of which the event loop's utilisation is taken each time. At prom-client's own 100, it woke an idle filter 20 times a second, and its
 * summary, which a scrape sorts anew, had 600 values: a fifth of what a scrape costs.
 */
const UTILIZATION_OF = 1000;

const OPEN_FILES = 'process_open_fds';

function replaceOpenFiles(registry: BoundRegistry, openFiles: () => number): void {
  registry.removeSingleMetric(OPEN_FILES);
  const gauge = new Gauge({
    name: OPEN_FILES,
    help: 'Number of open file descriptors.',
    registers: [],
    collect() {
      this.set(openFiles());
    },
  });
  registry.registerMetric(gauge);
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
