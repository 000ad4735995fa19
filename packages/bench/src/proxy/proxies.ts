/** The proxies under test. A new peer is one file in proxies/ and one line here. */

import { programVersion, revisionOf, versionOf } from '../common/versions.ts';
import type { ProxyEntry } from './contestant.ts';
import { startHaproxy } from './proxies/haproxy.ts';
import { startNetvakt } from './proxies/netvakt.ts';
import { startNodeProxy } from './proxies/node-proxy.ts';
import { startSquid } from './proxies/squid.ts';
import { startTinyproxy } from './proxies/tinyproxy.ts';

const MILLION = 1_000_000;

export const PROXIES: readonly ProxyEntry[] = [
  {
    name: 'netvakt',
    what: 'Netvakt, one worker',
    licence: 'Apache-2.0',
    program: undefined,
    version: () => versionOf('@netvakt/netvakt'),
    warmsUp: true,
    mostRules: 100 * MILLION,
    start: (scene) => startNetvakt(scene),
  },
  {
    name: 'haproxy',
    what: 'HAProxy, one thread',
    licence: 'GPL-2.0-or-later',
    program: 'haproxy',
    version: () => programVersion('haproxy', '-v'),
    warmsUp: false,
    mostRules: MILLION,
    start: startHaproxy,
  },
  {
    name: 'squid',
    what: 'Squid without a cache',
    licence: 'GPL-2.0-or-later',
    program: 'squid',
    version: () => programVersion('squid', '-v'),
    warmsUp: false,
    mostRules: MILLION,
    start: startSquid,
  },
  {
    name: 'tinyproxy',
    what: 'tinyproxy',
    licence: 'GPL-2.0-or-later',
    program: 'tinyproxy',
    version: () => programVersion('tinyproxy', '-v'),
    warmsUp: false,
    mostRules: 0,
    start: startTinyproxy,
  },
  {
    name: 'http-proxy',
    what: 'http-proxy behind node:http, with a keep-alive agent',
    licence: 'MIT',
    program: undefined,
    version: () => versionOf('http-proxy'),
    warmsUp: true,
    mostRules: 10 * MILLION,
    start: startNodeProxy('http-proxy-server.ts'),
  },
  {
    name: 'proxy-chain',
    what: 'proxy-chain, with a keep-alive agent',
    licence: 'Apache-2.0',
    program: undefined,
    version: () => versionOf('proxy-chain'),
    warmsUp: true,
    mostRules: 10 * MILLION,
    start: startNodeProxy('proxy-chain-server.ts'),
  },
];

/** The proxies of a run: those above, and Netvakt once more from another checkout. */
export function proxiesWith(against: string | undefined): readonly ProxyEntry[] {
  if (against === undefined) return PROXIES;
  const other: ProxyEntry = {
    name: 'against',
    what: 'Netvakt, one worker, from the checkout that --against names',
    licence: 'Apache-2.0',
    program: undefined,
    version: () => revisionOf(against),
    warmsUp: true,
    mostRules: 100 * MILLION,
    start: (scene) => startNetvakt(scene, { checkout: against }),
  };
  return [...PROXIES.slice(0, 1), other, ...PROXIES.slice(1)];
}
