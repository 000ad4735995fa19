import { type Addend, areSafeTogether, type ReleaseRule } from './linked.ts';

/** The sums of one month that are known outside, of all indicators that share a count: whatever is added is judged together with them. */
export class KnownSums {
  readonly #rule: ReleaseRule;
  #sums: readonly (readonly Addend[])[];

  constructor(rule: ReleaseRule, sums: readonly (readonly Addend[])[] = []) {
    this.#rule = rule;
    this.#sums = sums;
  }

  /** Returns these sums and one more, or `undefined` if that would tell too much. */
  with(sum: readonly Addend[]): KnownSums | undefined {
    const key = keyOf(sum);
    if (this.#sums.some((known) => keyOf(known) === key)) return this; // nothing new
    const together = [...linkedTo(sum, this.#sums), sum];
    return areSafeTogether(together, this.#rule) ? new KnownSums(this.#rule, [...this.#sums, sum]) : undefined;
  }
}

/** The sums that have an addend in common with `sum`, or with one that has, and so on. Others cannot cancel any of it. */
function linkedTo(sum: readonly Addend[], sums: readonly (readonly Addend[])[]): (readonly Addend[])[] {
  const reached = new Set(sum.map(nameOf));
  const linked: (readonly Addend[])[] = [];
  let others = [...sums];
  for (;;) {
    const next = others.filter((one) => one.some((addend) => reached.has(nameOf(addend))));
    if (next.length === 0) return linked;
    linked.push(...next);
    others = others.filter((one) => !next.includes(one));
    for (const addend of next.flat()) reached.add(nameOf(addend));
  }
}

function nameOf({ member, cell }: Addend): string {
  return `${member} ${cell}`;
}

function keyOf(sum: readonly Addend[]): string {
  return sum
    .map(({ member, cell, version }) => `${member} ${cell} ${version}`)
    .toSorted()
    .join();
}
