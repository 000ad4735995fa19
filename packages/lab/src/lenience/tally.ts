/** What came of flows: how many were sent which way, and each breach with what is needed to repeat it. */

import type { HeardBytes } from './converse.ts';
import type { FilterWay, MutatedFlow } from './flow.ts';
import type { Family } from './origins/lenient-origin.ts';
import { isFree, isListed } from './verdict.ts';

export interface Breach {
  readonly origin: string;
  readonly family: Family;
  readonly way: FilterWay;
  readonly forms: readonly string[];
  /** Index of the flow in its family; examples and forms alone have none. */
  readonly index: number | undefined;
  /** What the client sent, a text of Latin-1 a piece. */
  readonly sent: readonly string[];
}

export interface FamilyCounts {
  /** Mutated flows through the filter. */
  flows: number;
  /** Of these, those to which the origin gave a free answer, and those that got anything else, or nothing. */
  passed: number;
  stopped: number;
  breaches: number;
  /** Sampled flows past the filter, and those by which the origin served what is listed. */
  direct: number;
  served: number;
}

export class Tally {
  readonly families: Map<Family, FamilyCounts> = new Map();
  readonly breaches: Breach[] = [];
  /** Breaches by their forms, for a report that does not repeat itself. */
  readonly groups: Map<string, number> = new Map();

  of(family: Family): FamilyCounts {
    const counts = this.families.get(family) ?? { flows: 0, passed: 0, stopped: 0, breaches: 0, direct: 0, served: 0 };
    this.families.set(family, counts);
    return counts;
  }

  /** Counts a flow that went past the filter. */
  direct(family: Family, flow: MutatedFlow, heard: HeardBytes): void {
    const counts = this.of(family);
    counts.direct += 1;
    if (isListed(flow, heard.bytes, heard.retried)) counts.served += 1;
  }

  /** Counts a flow that went through the filter. True if it is a breach. */
  filtered(flow: MutatedFlow, heard: HeardBytes, from: Omit<Breach, 'forms' | 'sent'>): boolean {
    const counts = this.of(from.family);
    counts.flows += 1;
    if (isListed(flow, heard.bytes, heard.retried)) {
      counts.breaches += 1;
      this.#keep({
        ...from,
        forms: flow.forms,
        sent: [...flow.pieces, ...flow.retry].map((piece) => piece.toString('latin1')),
      });
      return true;
    }
    if (isFree(flow, heard.bytes)) counts.passed += 1;
    else counts.stopped += 1;
    return false;
  }

  /** The first of each group whole, the others as a number. */
  #keep(breach: Breach): void {
    const group = `${breach.origin} ${breach.way}: ${breach.forms.join(' + ')}`;
    const known = this.groups.get(group) ?? 0;
    this.groups.set(group, known + 1);
    if (known === 0) this.breaches.push(breach);
  }
}
