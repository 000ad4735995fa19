import { addressOf, type IpAddress, isMapped } from '../decide/address.ts';
import { Destinations } from '../decide/destinations.ts';
import { NameSet } from '../decide/name-set.ts';
import { PrefixTable } from '../decide/prefix-table.ts';
import { type ViaLines, viaLines } from '../head/forward.ts';
import { ANSWER, type AnswerCode } from '../observe/vocabulary.ts';
import type { BlockAnswer } from '../settings/block-answer.ts';
import { type Limits, PSEUDONYM } from '../settings/limits.ts';
import type { ReloadableSettings } from '../settings/settings.ts';
import { SettingsError } from '../settings/settings-error.ts';
import { type ClientKey, clientKeyOf, NOBODY } from './client-key.ts';
import { type ExemptionTable, NEVER_FILTERED, NOT_LISTED } from './exemptions.ts';

/** Where a static host entry leads. */
export interface HostEntry {
  readonly address: string;
  readonly port: number;
}

/** What a client is to the proxy. */
export interface ClientStanding {
  readonly allowed: boolean;
  readonly market: number;
  /** Who has this connection: an IPv4 address, or the IPv6 prefix that the settings take for one client. */
  readonly client: ClientKey;
  /** The network that this client may have many prefixes of: {@link SITE_BITS} of IPv6; for IPv4 the client itself. */
  readonly site: ClientKey;
  /** Its connections are never judged. */
  readonly exempt: boolean;
}

/** The most that one customer gets, by what registries advise (RIPE-690 §4.2). */
const SITE_BITS = 48;

/**
 * Settings made ready to be asked: prefixes as tables, ports as sets, lines as bytes. Never changes; a reload makes
 * another, and connections keep the one that they began with.
 */
export class Policy {
  readonly limits: Limits;
  readonly via: ViaLines;
  /** Lower-case, to be compared with. */
  readonly pseudonym: Buffer;
  readonly resetsTls: boolean;
  /** What a client is given whose ClientHello is blocked. */
  readonly tlsAnswer: AnswerCode;
  readonly httpPorts: ReadonlySet<number>;
  readonly connectPorts: ReadonlySet<number>;
  readonly destinations: Destinations;
  readonly echPublicNames: NameSet;

  readonly #defaultMarket: number;
  readonly #clients = new PrefixTable<true>();
  readonly #markets = new PrefixTable<number>();
  readonly #hosts = new Map<string, HostEntry>();
  readonly #blockAnswers: readonly BlockAnswer[];

  /** `own`: this machine's addresses. Throws a {@link SettingsError} for what cannot be used. */
  constructor(settings: ReloadableSettings, own: readonly string[]) {
    checkMarkets(settings);
    if (!PSEUDONYM.test(settings.pseudonym))
      throw new SettingsError('pseudonym', `it is not of the form ${PSEUDONYM.source}`);
    this.limits = settings.limits;
    this.via = viaLines(settings.pseudonym);
    this.pseudonym = Buffer.from(settings.pseudonym.toLowerCase());
    this.resetsTls = settings.tlsBlock === 'reset';
    this.tlsAnswer = this.resetsTls ? ANSWER.reset : ANSWER.alert;
    this.httpPorts = new Set(settings.destinations.httpPorts);
    this.connectPorts = new Set(settings.destinations.connectPorts);
    this.destinations = new Destinations(settings.destinations, own);
    this.echPublicNames = new NameSet(settings.echPublicNames);
    this.#defaultMarket = settings.defaultMarket;
    this.#blockAnswers = settings.blockAnswers;
    for (const [i, prefix] of settings.clients.entries()) this.#clients.add(prefix, true, `clients[${i}]`);
    for (const [i, { prefix, market }] of settings.marketPrefixes.entries()) {
      this.#markets.add(prefix, market, `marketPrefixes[${i}].prefix`);
    }
    for (const { name, port, address, toPort } of settings.hosts) {
      this.#hosts.set(`${name}:${port}`, { address, port: toPort });
    }
  }

  /** An exemption wins over the prefixes of markets; who may use the explicit proxy it does not change. */
  standingOf(client: string, exemptions: ExemptionTable): ClientStanding {
    const address = addressOf(client);
    return address === undefined
      ? { allowed: false, market: this.#defaultMarket, exempt: false, client: NOBODY, site: NOBODY }
      : this.standingAt(address, exemptions);
  }

  /** {@link standingOf} for an address that is a number already. */
  standingAt(address: IpAddress, exemptions: ExemptionTable): ClientStanding {
    const treatment = exemptions.find(address);
    const isListed = treatment !== NOT_LISTED && treatment !== NEVER_FILTERED;
    const { clientPrefixSix } = this.limits;
    const key = clientKeyOf(address, clientPrefixSix);
    return {
      allowed: this.#clients.find(address) === true,
      market: isListed ? treatment : (this.#markets.find(address) ?? this.#defaultMarket),
      exempt: treatment === NEVER_FILTERED,
      client: key,
      site: clientPrefixSix <= SITE_BITS || isMapped(address) ? key : clientKeyOf(address, SITE_BITS),
    };
  }

  /** The static entry for a canonical name and the port asked for. */
  hostEntry(name: string, port: number): HostEntry | undefined {
    return this.#hosts.size === 0 ? undefined : this.#hosts.get(`${name}:${port}`);
  }

  blockAnswer(market: number): BlockAnswer {
    return this.#blockAnswers[market] as BlockAnswer;
  }
}

function checkMarkets({ markets, defaultMarket, marketPrefixes, blockAnswers }: ReloadableSettings): void {
  const isMarket = (code: number): boolean => Number.isInteger(code) && code >= 0 && code < markets.length;
  const remedy = `there are ${markets.length} markets, counted from 0`;
  if (!isMarket(defaultMarket)) throw new SettingsError('defaultMarket', remedy);
  for (const [i, { market }] of marketPrefixes.entries()) {
    if (!isMarket(market)) throw new SettingsError(`marketPrefixes[${i}].market`, remedy);
  }
  if (blockAnswers.length !== markets.length)
    throw new SettingsError('blockAnswers', `${remedy}, and each needs one answer`);
}
