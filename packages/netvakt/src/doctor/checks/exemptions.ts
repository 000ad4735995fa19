/** Exemptions by source: whether the register can be read, and whether the rules in force hold what it does. */
import type { IpAddress } from '@netvakt/proxy';
import { z } from 'zod';
import { isOperatorError } from '../../base/operator-error.ts';
import type { Config } from '../../config/config.ts';
import { type Exemption, isActive } from '../../exempt/exemption.ts';
import { rangesOf } from '../../exempt/ranges.ts';
import { readRegister } from '../../exempt/register.ts';
import { ELEMENT, rangeOf } from '../../export/nft/elements.ts';
import { findingsOf, type MachineFinding } from '../finding.ts';
import type { Machine } from '../machine.ts';

const { good, warning, fault, skipped } = findingsOf('exemptions');
const REMEDY = 'Put the register into the sets: netvakt exempt apply';

/** Shows counts, never a prefix. */
export async function exemptionsHold(machine: Machine, config: Config): Promise<MachineFinding[]> {
  if (config.exemptions === undefined)
    return [skipped('the configuration has no section exemptions: every source is filtered')];
  let exemptions: readonly Exemption[];
  try {
    exemptions = await readRegister(config.exemptions.folder);
  } catch (error) {
    if (isOperatorError(error, 'ERR_EXEMPT')) return [fault(error.message, 'The last good copy is in force')];
    throw error;
  }
  const now = machine.now();
  const active = exemptions.filter((exemption) => isActive(exemption, now));
  const lost = active.filter(({ market }) => market !== undefined && !config.fixed.markets.includes(market)).length;
  return [
    lost === 0
      ? good(`${active.length} exemptions by source`)
      : fault(`${lost} exemptions name markets that are not configured`, 'Remove them, or configure their markets'),
    ...(config.interception === undefined ? [] : inSets(machine, config.interception.table, active)),
  ];
}

function inSets({ root, run, now }: Machine, table: string, active: readonly Exemption[]): MachineFinding[] {
  if (!root) return [skipped('sets can be listed by root only', 'Run netvakt doctor as root')];
  if (!run(['nft', 'list', 'table', 'inet', table]).ok) return []; // the check `rules` reports it
  const wanted = rangesOf(active, now()).filter(({ market }) => market === undefined);
  const held = ['exempt4', 'exempt6'].map((set) => rangesIn(run(['nft', '-j', 'list', 'set', 'inet', table, set])));
  if (held.includes(undefined))
    return [fault('the rules in force have no sets of exempt sources', 'netvakt export nft --apply')];
  const inForce = joined(held.flatMap((ranges) => ranges ?? []));
  if (joined(wanted).join() === inForce.join()) return [good('the sets of the rules in force hold the same')];
  return [warning('the sets of exempt sources in force differ from the register', REMEDY)];
}

type Range = Pick<ReturnType<typeof rangesOf>[number], 'first' | 'last'>;

const LISTING = z.object({
  nftables: z.array(z.object({ set: z.object({ elem: z.array(ELEMENT).optional() }).optional() })),
});

/** The ranges of a listed set; `undefined` if there is no such set. */
function rangesIn({ ok, stdout }: ReturnType<Machine['run']>): readonly Range[] | undefined {
  if (!ok) return undefined;
  const { nftables } = LISTING.parse(JSON.parse(stdout));
  return nftables
    .flatMap(({ set }) => set?.elem ?? [])
    .map((element) => {
      const [first, last] = rangeOf(element) ?? [0n, 0n];
      return { first, last };
    });
}

/** Sorted, neighbours joined: the same sources are the same text, however they are parted. */
function joined(ranges: readonly Range[]): readonly string[] {
  const all: { first: IpAddress; last: IpAddress }[] = [];
  for (const { first, last } of ranges.toSorted((a, b) => (a.first < b.first ? -1 : 1))) {
    const before = all.at(-1);
    if (before !== undefined && before.last + 1n === first) before.last = last;
    else all.push({ first, last });
  }
  return all.map(({ first, last }) => `${first}-${last}`);
}
