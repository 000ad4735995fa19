import type { BlockAnswer, DataPlaneSettings, ReloadableSettings } from '@netvakt/proxy';
import type { Config } from '../config/config.ts';
import { echPublicNamesOf } from './ech-names.ts';

/** Resolves with the data plane's settings. @param answers - one a market, rendered once and served from memory. */
export async function dataPlaneSettings(config: Config, answers: readonly BlockAnswer[]): Promise<DataPlaneSettings> {
  return {
    ...(await reloadableSettings(config, answers)),
    listeners: config.fixed.listeners,
    packet: config.fixed.packet,
  };
}

/** The part that a reload may replace. */
export async function reloadableSettings(config: Config, answers: readonly BlockAnswer[]): Promise<ReloadableSettings> {
  const { fixed, reloadable } = config;
  const { defaultMarket, marketPrefixes, clients, destinations, hosts, resolvers, limits, tlsBlock, pseudonym } =
    reloadable;
  return {
    markets: fixed.markets,
    defaultMarket,
    marketPrefixes,
    clients,
    destinations,
    hosts,
    resolvers,
    limits,
    blockAnswers: answers,
    tlsBlock,
    pseudonym,
    echPublicNames: await echPublicNamesOf(config),
  };
}
