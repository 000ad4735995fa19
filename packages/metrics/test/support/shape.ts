import type { CounterShape } from '@netvakt/metrics';

/** A small world: two markets, three protocols, four lists, and two or three members in every other set. */
export const SHAPE: CounterShape = {
  markets: ['se', 'lt'],
  listCapacity: 4,
  protocols: ['http', 'connect', 'tls'],
  modes: ['explicit', 'tproxy'],
  refusals: ['host-empty', 'head-too-long', 'framing'],
  upstreamFailures: ['dns', 'refused'],
  uninspectable: ['ech', 'no-sni'],
  rejections: ['limit', 'client'],
  directions: ['up', 'down'],
  answers: ['page', 'part'],
  packetOutcomes: ['allowed', 'blocked'],
  packetDrops: ['known', 'urgent'],
  quicReasons: ['version-unknown', 'datagram-small'],
};
