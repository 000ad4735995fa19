import { type Addend, areSafeTogether, type ReleaseRule } from './linked.ts';

/** A sum, prepared once for many comparisons. */
interface KnownSum {
  readonly addends: readonly Addend[];
  /** `member cell` of each addend. */
  readonly names: readonly string[];
  readonly key: string;
}

/** The sums of one month that are known outside, of all indicators that share a count: whatever is added is judged together with them. */
export class KnownSums {
  readonly #rule: ReleaseRule;
  readonly #sums: readonly KnownSum[];

  private constructor(rule: ReleaseRule, sums: readonly KnownSum[]) {
    this.#rule = rule;
    this.#sums = sums;
  }

  static of(rule: ReleaseRule, sums: readonly (readonly Addend[])[]): KnownSums {
    return new KnownSums(rule, sums.map(prepared));
  }

  /** Returns these sums and one more, or `undefined` if that would tell too much. */
  with(addends: readonly Addend[]): KnownSums | undefined {
    const sum = prepared(addends);
    if (this.#sums.some(({ key }) => key === sum.key)) return this; // nothing new
    const together = [...linkedTo(sum, this.#sums), addends];
    return areSafeTogether(together, this.#rule) ? new KnownSums(this.#rule, [...this.#sums, sum]) : undefined;
  }
}

function prepared(addends: readonly Addend[]): KnownSum {
  const key = addends.map(({ member, cell, version }) => `${member} ${cell} ${version}`).toSorted();
  return { addends, names: addends.map(({ member, cell }) => `${member} ${cell}`), key: key.join() };
}

/** The sums that have an addend in common with `sum`, or with one that has, and so on. Others cannot cancel any of it. */
function linkedTo(sum: KnownSum, sums: readonly KnownSum[]): (readonly Addend[])[] {
  const reached = new Set(sum.names);
  const linked: (readonly Addend[])[] = [];
  let others = sums;
  for (;;) {
    const next = others.filter(({ names }) => names.some((name) => reached.has(name)));
    if (next.length === 0) return linked;
    linked.push(...next.map(({ addends }) => addends));
    others = others.filter((one) => !next.includes(one));
    for (const { names } of next) for (const name of names) reached.add(name);
  }
}
