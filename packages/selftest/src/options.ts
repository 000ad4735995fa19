import { BlockList, isIP, isIPv6 } from 'node:net';
import { GROUPS, type GroupId } from './cases/case.ts';
import type { Address } from './client/connection.ts';
import { FILTER_FORMATS, type FilterFormat } from './lists/formats.ts';

/** A timer of Node holds 24 days; the longest wait of a case is three seconds. */
const MOST_PATIENCE = 1000;

/** The command line as it was typed. */
export interface SelfTestOptions {
  readonly proxy?: string;
  readonly route?: string;
  readonly ports?: string;
  readonly origins: string;
  readonly control?: string;
  readonly serve?: boolean;
  readonly printList?: boolean;
  readonly format: string;
  readonly metrics?: string;
  readonly source: string;
  readonly maxAddedMs?: string;
  readonly patience: string;
  readonly only?: string;
  readonly ownNetwork?: boolean;
  readonly html?: string;
  readonly json?: boolean;
}

/** What a run needs to know. */
export interface Plan {
  readonly way: 'proxy' | 'route';
  readonly http: Address;
  readonly https: Address;
  readonly origins: { readonly address: string; readonly httpPort: number; readonly httpsPort: number };
  readonly control: Address | undefined;
  readonly source: 'client' | 'any';
  readonly mostAddedMs: number | undefined;
  readonly only: GroupId | undefined;
}

/** A command line that cannot be run, and what to write instead. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

/** Reads the options of a run. Throws an {@link OptionError}. */
export function planOf(options: SelfTestOptions): Plan {
  const { source } = options;
  if (source !== 'client' && source !== 'any') throw new OptionError(`--source is "client" or "any", not "${source}"`);
  const { way, http, https } = placesOf(options);
  const patience = positive(options.patience, '--patience', `number of times, at most ${MOST_PATIENCE}`, MOST_PATIENCE);
  const control = options.control === undefined ? undefined : addressOf(options.control, '--control');
  const plan = {
    way,
    http: { ...http, patience },
    https: { ...https, patience },
    origins: originsOf(options.origins),
    control,
    source,
    only: options.only === undefined ? undefined : groupOf(options.only),
    mostAddedMs:
      options.maxAddedMs === undefined
        ? undefined
        : positive(options.maxAddedMs, '--max-added-ms', 'number of milliseconds'),
  } as const;
  if (options.ownNetwork !== true) for (const { host } of [plan.http, control ?? plan.http]) refusePublic(host);
  return plan;
}

function placesOf({ proxy, route, ports = '80,443' }: SelfTestOptions): Pick<Plan, 'way' | 'http' | 'https'> {
  if (proxy !== undefined && route === undefined) return proxyPlaces(proxy);
  if (route !== undefined && proxy === undefined) return routePlaces(route, ports);
  throw new OptionError(
    'Name either a proxy with --proxy http://127.0.0.1:3128, or with --route ADDRESS the origins behind the filter',
  );
}

function proxyPlaces(text: string): Pick<Plan, 'way' | 'http' | 'https'> {
  const url = URL.parse(text);
  if (url?.protocol !== 'http:' || url.port === '') {
    throw new OptionError(`--proxy is an address such as http://127.0.0.1:3128, not "${text}"`);
  }
  const host = url.hostname === 'localhost' ? '127.0.0.1' : url.hostname.replaceAll(/[[\]]/g, '');
  const http = { host, port: Number(url.port) };
  return { way: 'proxy', http, https: http };
}

function routePlaces(host: string, ports: string): Pick<Plan, 'way' | 'http' | 'https'> {
  const [http, https] = portsOf(ports, '--ports');
  return { way: 'route', http: { host, port: http }, https: { host, port: https } };
}

/** `ADDRESS:HTTP,HTTPS`. */
export function originsOf(text: string): Plan['origins'] {
  const [, address, ports] = /^\[?(.+?)\]?:(\d+,\d+)$/.exec(text) ?? [];
  if (address === undefined || ports === undefined || isIP(address) === 0) {
    throw new OptionError(`--origins is an address and two ports, such as 127.0.0.1:8580,8543, not "${text}"`);
  }
  const [httpPort, httpsPort] = portsOf(ports, '--origins');
  return { address, httpPort, httpsPort };
}

/** `ADDRESS:PORT`. */
export function addressOf(text: string, option: string): Address {
  const [, host, port] = /^\[?(.+?)\]?:(\d+)$/.exec(text) ?? [];
  if (host === undefined || isIP(host) === 0)
    throw new OptionError(`${option} is an address and a port, such as 203.0.113.2:8479, not "${text}"`);
  return { host, port: Number(port) };
}

/** As a URL has it. */
export function written({ host, port }: Address): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

function portsOf(text: string, option: string): [number, number] {
  const [http = 0, https = 0] = text.split(',').map(Number);
  if (!isPort(http) || !isPort(https)) throw new OptionError(`${option} has two ports, such as 80,443, not "${text}"`);
  return [http, https];
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= 65_535;
}

function positive(text: string, option: string, what: string, most = Number.POSITIVE_INFINITY): number {
  const value = Number(text);
  if (!(value > 0 && value <= most)) throw new OptionError(`${option} is a ${what}, not "${text}"`);
  return value;
}

function groupOf(text: string): GroupId {
  if (Object.hasOwn(GROUPS, text)) return text as GroupId;
  throw new OptionError(`--only is one of ${Object.keys(GROUPS).join(', ')}, not "${text}"`);
}

/** Throws if the format is unknown. */
export function formatOf(text: string): FilterFormat {
  if (Object.hasOwn(FILTER_FORMATS, text)) return text as FilterFormat;
  throw new OptionError(`--format is one of ${Object.keys(FILTER_FORMATS).join(', ')}, not "${text}"`);
}

const LABORATORY = new BlockList();
for (const [network, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['192.0.2.0', 24],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['198.18.0.0', 15],
] as const) {
  LABORATORY.addSubnet(network, bits, 'ipv4');
}
for (const [network, bits] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
  ['2001:db8::', 32],
] as const) {
  LABORATORY.addSubnet(network, bits, 'ipv6');
}

function refusePublic(host: string): void {
  if (isIP(host) === 0)
    throw new OptionError(`"${host}" is no address: the self-test looks up no names. Write the address`);
  if (LABORATORY.check(host, isIPv6(host) ? 'ipv6' : 'ipv4')) return;
  throw new OptionError(`${host} is a public address. If it is your own, confirm this with --own-network`);
}
