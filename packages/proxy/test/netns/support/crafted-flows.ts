/** Flows that a client of good or ill will could send, each made by hand. */
import { Random } from '@netvakt/fixtures';
import { clientHello } from '../../support/hello.ts';
import type { CraftedFlow, CraftedStep } from './crafted.ts';

export const FREE: Buffer = clientHello('www.fresh-air.test');
/** Both have the same length, so that one can replace the other. */
export const BLOCKED: Buffer = clientHello('xyz12.blocked.test');

/** Rounds of a flow that ends by what it gets: a minute, so that no pause of a busy machine ends it before. */
export const PATIENT = 200;

const MSS = '020405b4';
const MD5 = `0101131200${'00'.repeat(15)}`;
const timestamp = (value: number): string => `0101080a${value.toString(16).padStart(8, '0')}00000000`;
const FAST_OPEN = `220a${'11'.repeat(8)}0101`;

/** The parts of a flow that are its own; the rest comes with {@link flowOf}. */
type Recipe = Omit<CraftedFlow, 'six' | 'port' | 'base' | 'length'>;

export interface CraftedCase {
  readonly name: string;
  readonly passes: boolean;
  readonly recipe: Recipe;
  /** Absent for the other family. */
  readonly only?: 'IPv4' | 'IPv6';
}

export function flowOf(recipe: Recipe, six: boolean, port: number, base: number): CraftedFlow {
  return { six, port, base, length: FREE.length, ...recipe, syn: { options: MSS, ...recipe.syn } };
}

const step = (hello: Buffer, from = 0, to = hello.length): CraftedStep => ({
  offset: from,
  data: hello.subarray(from, to).toString('hex'),
});
const cut = (hello: Buffer, order: readonly number[], cuts: readonly number[] = [200, 400]): Recipe => {
  const edges = [0, ...cuts, hello.length];
  return { steps: order.map((i) => step(hello, edges[i], edges[i + 1])) };
};
/** A free hello that the server is not to read, and then the blocked one. */
const decoy = (lie: Partial<CraftedStep>, more: Partial<Recipe> = {}): Recipe => ({
  ...more,
  steps: [{ ...step(FREE), once: true, ...lie }, step(BLOCKED)],
});

const REVERSED = [7, 6, 5, 4, 3, 2, 1, 0];
const SMALL = [1, 2, 3, 50, 100, 300, 500];
const at = BLOCKED.indexOf('blocked') + 3;

/** One for each trap that is known. */
export const CASES: readonly CraftedCase[] = [
  { name: 'a whole hello', passes: true, recipe: { steps: [step(FREE)] } },
  { name: 'a whole hello, blocked', passes: false, recipe: { steps: [step(BLOCKED)] } },
  { name: 'three segments in order', passes: true, recipe: cut(FREE, [0, 1, 2]) },
  { name: 'three segments in order, blocked', passes: false, recipe: cut(BLOCKED, [0, 1, 2]) },
  { name: 'the last segment first', passes: true, recipe: cut(FREE, [2, 0, 1]) },
  { name: 'the last segment first, blocked', passes: false, recipe: cut(BLOCKED, [2, 0, 1]) },
  { name: 'eight segments from the last to the first', passes: true, recipe: cut(FREE, REVERSED, SMALL) },
  { name: 'eight segments from the last to the first, blocked', passes: false, recipe: cut(BLOCKED, REVERSED, SMALL) },
  {
    name: 'sent again while it is held',
    passes: true,
    recipe: { steps: [step(FREE, 0, 200), step(FREE, 0, 200), step(FREE, 0, 300), step(FREE, 200)] },
  },
  {
    name: 'sent again while it is held, blocked',
    passes: false,
    recipe: { steps: [step(BLOCKED, 0, 200), step(BLOCKED, 0, 300), step(BLOCKED, 200)] },
  },
  {
    name: 'two versions of a segment, the free one first',
    passes: false,
    recipe: { steps: [step(FREE, 60), step(BLOCKED, 60), step(FREE, 0, 60)] },
  },
  {
    name: 'two versions of a segment, the blocked one first',
    passes: false,
    recipe: { steps: [step(BLOCKED, 60), step(FREE, 60), step(BLOCKED, 0, 60)] },
  },
  { name: 'a decoy with a wrong checksum', passes: false, recipe: decoy({ shape: { wrongChecksum: true } }) },
  { name: 'a decoy far outside of the window', passes: false, recipe: decoy({ offset: 1 << 20 }) },
  { name: 'a decoy ahead', passes: false, recipe: decoy({ offset: FREE.length }) },
  { name: 'a decoy before the first byte', passes: false, recipe: decoy({ offset: -FREE.length }) },
  { name: 'a decoy with the option of MD5', passes: false, recipe: decoy({ options: MD5 }) },
  {
    name: 'a decoy with an old timestamp',
    passes: false,
    recipe: decoy(
      { options: timestamp(1) },
      { syn: { options: `${MSS}${timestamp(500_000)}` }, options: timestamp(500_001) },
    ),
  },
  { name: 'a decoy without acknowledgement', passes: false, recipe: decoy({ shape: { flags: 8 } }) },
  { name: 'a decoy that dies on its way', passes: false, recipe: decoy({ shape: { ttl: 2 } }) },
  {
    name: 'data in the SYN',
    passes: false,
    recipe: { syn: { options: `${MSS}${FAST_OPEN}`, data: FREE.toString('hex') }, steps: [step(BLOCKED)] },
  },
  {
    name: 'an urgent byte inside the name',
    passes: false,
    recipe: {
      rounds: 2,
      steps: [
        {
          data: Buffer.concat([BLOCKED.subarray(0, at), Buffer.from('x'), BLOCKED.subarray(at)]).toString('hex'),
          shape: { flags: 0x38, urgent: at + 1 },
        },
      ],
    },
  },
  { name: 'fragments', passes: true, recipe: { fragments: true, steps: [step(FREE)] } },
  { name: 'fragments, blocked', passes: false, recipe: { fragments: true, steps: [step(BLOCKED)] } },
  {
    name: 'a reset that dies on its way, and a pause',
    passes: false,
    only: 'IPv4',
    recipe: {
      steps: [
        { shape: { flags: 4, ttl: 2 }, once: true },
        { ...step(BLOCKED), waitMs: 1500 },
      ],
    },
  },
];

/** What `count` flows are to come to, and they themselves: those of the seeds from `first` on. Ports repeat after 62,000. */
export function seededFlows(
  first: number,
  count: number,
  lies: boolean,
): { readonly flows: CraftedFlow[]; readonly free: number } {
  const random = new Random(0);
  let free = 0;
  const flows = Array.from({ length: count }, (_, i) => {
    random.restart(lies ? 2 : 1, first + i);
    const blocked = random.chance(0.5);
    if (!blocked) free += 1;
    return flowOf(seededFlow(random, blocked, lies), random.chance(0.5), 2100 + ((first + i) % 62_000), random.next());
  });
  return { flows, free };
}

/** A flow from a seed: cut, shuffled and repeated. `lies`: includes one or two decoys. */
function seededFlow(random: Random, blocked: boolean, lies: boolean): Recipe {
  const hello = blocked ? BLOCKED : FREE;
  const cuts = Array.from({ length: random.below(6) }, () => 1 + random.below(hello.length - 1)).toSorted(
    (a, b) => a - b,
  );
  const edges = [0, ...cuts, hello.length];
  const pieces = edges.slice(1).flatMap((to, i) => {
    const from = Math.max(0, (edges[i] as number) - (random.chance(0.2) ? random.below(50) : 0));
    return from === to
      ? []
      : random.chance(0.15)
        ? [step(hello, from, to), step(hello, from, to)]
        : [step(hello, from, to)];
  });
  const steps = pieces.toSorted(() => (random.chance(0.5) ? 1 : -1));
  if (!lies) return { steps, rounds: PATIENT };
  const count = 1 + random.below(2);
  for (let i = 0; i < count; i += 1) steps.splice(random.below(steps.length + 1), 0, lieOf(random));
  return { steps, rounds: 3 };
}

function lieOf(random: Random): CraftedStep {
  const whole = { ...step(FREE), once: true };
  const from = random.below(FREE.length - 1);
  const to = from + 1 + random.below(FREE.length - from - 1);
  const noise = Buffer.from(Array.from({ length: to - from }, () => random.below(256))).toString('hex');
  switch (random.below(6)) {
    case 0:
      return { ...whole, shape: { wrongChecksum: true } };
    case 1:
      return { ...whole, shape: { ttl: 2 } };
    case 2:
      return { ...whole, options: MD5 };
    case 3:
      return { ...whole, offset: random.between(-2000, 2000) };
    case 4:
      return { ...step(FREE, from, to), once: true };
    default:
      return { offset: from, data: noise, once: true };
  }
}
