import type { DataPlaneSettings, ReloadableSettings } from '@netvakt/proxy';
import type { Config } from '../config/config.ts';
import { renderBlockAnswer } from './block-answer.ts';

/** What the data plane is told of a configuration. Block pages are rendered here, once, and served from memory. */
export function dataPlaneSettings(config: Config): DataPlaneSettings {
  return { ...reloadableSettings(config), listeners: config.fixed.listeners };
}

/** The part that a reload may replace. */
export function reloadableSettings({ fixed, reloadable }: Config): ReloadableSettings {
  const { operator, blocks, defaultMarket, marketPrefixes, clients, destinations, hosts, limits, tlsBlock, pseudonym } =
    reloadable;
  return {
    markets: fixed.markets,
    defaultMarket,
    marketPrefixes,
    clients,
    destinations,
    hosts,
    limits,
    blockAnswers: blocks.map((block) => renderBlockAnswer(operator, block)),
    tlsBlock,
    pseudonym,
  };
}
