import type { BlockAnswer, DataPlaneSettings, ReloadableSettings } from '@netvakt/proxy';
import type { Config } from '../config/config.ts';

/** Returns the data plane's settings. @param answers - one a market, rendered once and served from memory. */
export function dataPlaneSettings(config: Config, answers: readonly BlockAnswer[]): DataPlaneSettings {
  return { ...reloadableSettings(config, answers), listeners: config.fixed.listeners, packet: config.fixed.packet };
}

/** The part that a reload may replace. */
export function reloadableSettings({ fixed, reloadable }: Config, answers: readonly BlockAnswer[]): ReloadableSettings {
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
  };
}
