/**
 * The position of each counter of one worker. A region is one `Float64Array`: blocks one behind the other, each block a
 * little matrix whose last dimension moves fastest. With markets se, lt and three protocols:
 *
 *   inspected                        verdict-free blocks ...          blockedByList
 *   se/http se/connect se/tls lt/http lt/connect lt/tls │ ... │ se/http/slot0 se/http/slot1 ... lt/tls/slotN
 *   0       1          2      3       4          5             offset of the block
 *
 * A double counts exactly to 2^53: at a billion requests a second that is a hundred days, at a million 285 years.
 */

/** What a block can be spread over. Each dimension is a closed set whose members are in {@link CounterShape}. */
export type Dimension =
  | 'market'
  | 'protocol'
  | 'list'
  | 'mode'
  | 'refusal'
  | 'upstreamFailure'
  | 'uninspectable'
  | 'rejection'
  | 'direction'
  | 'family'
  | 'answer'
  | 'packetOutcome'
  | 'packetDrop'
  | 'quicReason'
  | 'measure'
  | 'bucket'
  | 'verdictBucket';

/** The families of IP, by which interception is counted. Position = the code that the data plane reports. */
export const FAMILIES = ['ipv4', 'ipv6'] as const;
export type FamilyName = (typeof FAMILIES)[number];

/** What attempts are counted by in addition to the window itself; each has a table of its own. The order is that in memory. */
export const MEASURES = ['attempts', 'one-second', 'bounded'] as const;

/**
 * Upper bounds of the histogram of decisions, in seconds. A host that no rule names takes 0.4 µs, a long path 10 µs; what is
 * above a millisecond waited for something.
 */
export const DECISION_BUCKETS: readonly number[] = [
  0.000_001, 0.000_002_5, 0.000_005, 0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.001, 0.01,
];

/** Upper bounds of the histogram of verdicts on flows of packets, in seconds. What is above a millisecond waited for its client. */
export const VERDICT_BUCKETS: readonly number[] = [0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.001, 0.01, 0.1, 1, 10];

/** One decision in so many is timed: two readings of the clock take about 60 ns. */
export const DECISION_SAMPLE = 64;

export type BlockName =
  | 'inspected'
  | 'forwarded'
  | 'blocked'
  | 'refused'
  | 'blockedApart'
  | 'blockedByList'
  | 'shadowedByList'
  | 'refusedFor'
  | 'upstreamFailed'
  | 'namesOutlived'
  | 'uninspectable'
  | 'echOffered'
  | 'opened'
  | 'intercepted'
  | 'exempted'
  | 'closed'
  | 'rejected'
  | 'acceptPauses'
  | 'shares'
  | 'bytes'
  | 'waiting'
  | 'packetFlows'
  | 'packetDrops'
  | 'quicUnread'
  | 'packetsCame'
  | 'packetsHeld'
  | 'packetVerdicts'
  | 'packetVerdictSeconds'
  | 'attempts'
  | 'pages'
  | 'attemptsByList'
  | 'pagesByList'
  | 'oneSecondByList'
  | 'boundedByList'
  | 'untracked'
  | 'probed'
  | 'answered'
  | 'decided'
  | 'decidedSeconds'
  | 'loopLag'
  | 'loopBusy';

/** Every block and its dimensions. The order here is the order in memory; it is private to one process. */
export const BLOCKS: Readonly<Record<BlockName, readonly Dimension[]>> = {
  inspected: ['market', 'protocol'],
  forwarded: ['market', 'protocol'],
  blocked: ['market', 'protocol'],
  refused: ['market', 'protocol'],
  blockedApart: ['market', 'protocol'],
  blockedByList: ['market', 'protocol', 'list'],
  shadowedByList: ['market', 'list'],
  refusedFor: ['refusal'],
  upstreamFailed: ['upstreamFailure'],
  namesOutlived: [],
  uninspectable: ['market', 'uninspectable'],
  echOffered: ['market'],
  opened: ['mode'],
  intercepted: ['family'],
  exempted: ['mode'],
  closed: ['mode'],
  rejected: ['rejection'],
  acceptPauses: [],
  shares: [],
  bytes: ['direction'],
  waiting: [],
  packetFlows: ['packetOutcome'],
  packetDrops: ['packetDrop'],
  quicUnread: ['quicReason'],
  packetsCame: [],
  packetsHeld: [],
  packetVerdicts: ['verdictBucket'],
  packetVerdictSeconds: [],
  attempts: ['market'],
  pages: ['market'],
  attemptsByList: ['market', 'list'],
  pagesByList: ['market', 'list'],
  oneSecondByList: ['market', 'list'],
  boundedByList: ['market', 'list'],
  untracked: ['measure'],
  probed: ['market', 'protocol'],
  answered: ['answer'],
  decided: ['bucket'],
  decidedSeconds: [],
  loopLag: [],
  loopBusy: [],
};

/** The closed sets that the counters are spread over: position = the code that the data plane reports. */
export interface CounterShape {
  readonly markets: readonly string[];
  /** How many list ids the process can count in its life, 1 to 4096. See `ListSlots`. */
  readonly listCapacity: number;
  readonly protocols: readonly string[];
  readonly modes: readonly string[];
  readonly refusals: readonly string[];
  readonly upstreamFailures: readonly string[];
  readonly uninspectable: readonly string[];
  readonly rejections: readonly string[];
  readonly directions: readonly string[];
  /** What a blocked client was given. */
  readonly answers: readonly string[];
  /** What became of flows of packets, and why packets of them were dropped. */
  readonly packetOutcomes: readonly string[];
  readonly packetDrops: readonly string[];
  /** Why QUIC was not read. */
  readonly quicReasons: readonly string[];
}

export interface CounterLayout {
  readonly sizes: Readonly<Record<Dimension, number>>;
  readonly offsets: Readonly<Record<BlockName, number>>;
  /** Slots in a region; a slot is 8 bytes. */
  readonly length: number;
}

/** Lays the blocks out for `shape`. Throws a `RangeError` if a set is empty: its block would have no slot. */
export function layoutOf(shape: CounterShape): CounterLayout {
  const sizes = sizesOf(shape);
  const offsets = {} as Record<BlockName, number>;
  let length = 0;
  for (const name of Object.keys(BLOCKS) as BlockName[]) {
    offsets[name] = length;
    length += slotsOf(sizes, name);
  }
  return { sizes, offsets, length };
}

function slotsOf(sizes: CounterLayout['sizes'], block: BlockName): number {
  return BLOCKS[block].reduce((slots, dimension) => slots * sizes[dimension], 1);
}

function sizesOf(shape: CounterShape): Record<Dimension, number> {
  const sizes: Record<Dimension, number> = {
    market: shape.markets.length,
    protocol: shape.protocols.length,
    list: shape.listCapacity,
    mode: shape.modes.length,
    refusal: shape.refusals.length,
    upstreamFailure: shape.upstreamFailures.length,
    uninspectable: shape.uninspectable.length,
    rejection: shape.rejections.length,
    family: FAMILIES.length,
    direction: shape.directions.length,
    answer: shape.answers.length,
    packetOutcome: shape.packetOutcomes.length,
    packetDrop: shape.packetDrops.length,
    quicReason: shape.quicReasons.length,
    measure: MEASURES.length,
    bucket: DECISION_BUCKETS.length + 1,
    verdictBucket: VERDICT_BUCKETS.length + 1,
  };
  for (const [dimension, size] of Object.entries(sizes)) {
    if (!Number.isInteger(size) || size < 1 || size > 4096) {
      throw new RangeError(`Cannot lay out the counters: dimension "${dimension}" has ${size} members, not 1 to 4096`);
    }
  }
  return sizes;
}

/**
 * Returns the index of one counter in a region.
 *
 * @param at - a position for each dimension of the block, in its order
 */
export function indexOf({ sizes, offsets }: CounterLayout, block: BlockName, at: readonly number[]): number {
  const dimensions = BLOCKS[block];
  let index = 0;
  for (let i = 0; i < dimensions.length; i += 1) index = index * sizes[dimensions[i] as Dimension] + (at[i] ?? 0);
  return index + offsets[block];
}

/** Returns the indexes of a block in a region: from `begin`, and before `end`. */
export function rangeOf(
  { sizes, offsets }: CounterLayout,
  block: BlockName,
): { readonly begin: number; readonly end: number } {
  const begin = offsets[block];
  return { begin, end: begin + slotsOf(sizes, block) };
}

/** The reverse of {@link indexOf}: the position in each dimension of the block, for an index of its range. */
export function positionsAt({ sizes, offsets }: CounterLayout, block: BlockName, index: number): number[] {
  let rest = index - offsets[block];
  return BLOCKS[block]
    .map((dimension) => sizes[dimension])
    .reduceRight<number[]>((positions, size) => {
      positions.push(rest % size);
      rest = Math.floor(rest / size);
      return positions;
    }, [])
    .toReversed();
}
