import { type BlockAnswer, type DataPlaneSettings, type ReloadableSettings, renderBlockAnswer } from '@netvakt/proxy';
import type { Config } from '../config/config.ts';
import type { BlockSection } from '../config/schema/markets.ts';
import type { OperatorSection } from '../config/schema/process.ts';

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
    blockAnswers: blocks.map((block) => blockAnswer(operator, block)),
    tlsBlock,
    pseudonym,
  };
}

function blockAnswer(operator: OperatorSection, block: BlockSection): BlockAnswer {
  return renderBlockAnswer({
    status: block.status,
    operator: operator.name,
    blockedBy: operator.url,
    authority: block.authority,
    legalBasis: block.legal_basis,
    objection: block.objection,
    helpLine: block.help_line,
  });
}
