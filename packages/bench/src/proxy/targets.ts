/** The goals of the data plane, and what a run reached. Ratios are between proxies of one run, never between runs. */

import { atMost, type BenchTarget } from '../common/target.ts';
import type { ProxyResult } from './results.ts';

const MILLION = 1_000_000;

/** The targets that the run has figures for. */
export function targetsOf(results: readonly ProxyResult[]): BenchTarget[] {
  const of = (proxy: string, name: string, rules: number): ProxyResult | undefined =>
    results.find((one) => one.proxy === proxy && one.case === name && one.rules === rules);
  const cpu = (proxy: string, name: string, rules: number): number =>
    of(proxy, name, rules)?.cpuMicrosPerRequest ?? Number.NaN;
  const bulk = (proxy: string): number => of(proxy, 'bulk', 0)?.cpuSecondsPerGigabyte ?? Number.NaN;
  const rules = [MILLION, 100_000, 0].find((size) => of('netvakt', 'keep-alive', size) !== undefined) ?? 0;
  return [
    ...atMost(
      `CPU a request over HAProxy's, ${rules} rules`,
      cpu('netvakt', 'keep-alive', rules) / cpu('haproxy', 'keep-alive', rules),
      1.15,
      'times',
    ),
    ...atMost(
      `CPU a request over Squid's, ${rules} rules`,
      cpu('netvakt', 'keep-alive', rules) / cpu('squid', 'keep-alive', rules),
      0.3,
      'times',
    ),
    ...atMost("CPU a gigabyte over HAProxy's", bulk('netvakt') / bulk('haproxy'), 1.25, 'times'),
    ...atMost(
      "CPU a new TLS connection over HAProxy's in TCP mode",
      cpu('netvakt', 'transparent', 0) / cpu('haproxy', 'transparent', 0),
      1.2,
      'times',
    ),
    ...atMost(
      "CPU a new CONNECT over HAProxy's ClientHello in TCP mode",
      cpu('netvakt', 'tunnel', 0) / cpu('haproxy', 'tunnel', 0),
      1.2,
      'times',
    ),
    ...atMost(
      'CPU a request, 1 million rules over none',
      cpu('netvakt', 'keep-alive', MILLION) / cpu('netvakt', 'keep-alive', 0),
      1.03,
      'times',
    ),
    ...atMost(
      'memory of 10,000 idle connections',
      ((of('netvakt', 'idle', 0)?.bytesPerIdleConnection ?? Number.NaN) * 10_000) / 1e6,
      200,
      'MB',
    ),
    ...atMost('added median latency', of('netvakt', 'latency', 0)?.addedP50Micros ?? Number.NaN, 150, 'us'),
  ];
}
