/**
 * What the operator lets through although a list blocks it: each with a reason, an owner and an end, sealed like the lists, for
 * such a rule names what is listed. An expired one counts for nothing, and is shown until somebody takes it out.
 */
import { join } from 'node:path';
import { type Rule, ruleFrom } from '@netvakt/matcher';
import { DEFAULT_SEMANTICS } from '../settings/settings.ts';
import { StoreError } from './error.ts';
import { deriveKey } from './key.ts';
import { type FoundRecord, SealedSeries } from './series.ts';

/** One allow rule. Times are milliseconds since 1970. */
export interface AllowRule {
  /** Never given again. */
  readonly number: number;
  /** A host, an address or a URL, read as a list's entry is. */
  readonly entry: string;
  readonly reason: string;
  readonly owner: string;
  readonly added: number;
  readonly expires: number;
}

/** The allow rules in one store. */
export class AllowRules {
  readonly #series: SealedSeries;

  constructor(folder: string, secret: Buffer) {
    this.#series = new SealedSeries(join(folder, 'allow'), 'allow', deriveKey(secret, 'allow rules'), 3);
  }

  /** The number of the newest record, 0 if there is none: equal as long as no rule came or went. Opens nothing. */
  async newest(): Promise<number> {
    return (await this.#series.numbers())[0] ?? 0;
  }

  /** All of them, the expired included, in the order of their numbers. Rejects with a {@link StoreError} if no record opens. */
  async all(): Promise<readonly AllowRule[]> {
    const record = await this.#record();
    return record === undefined ? [] : (record.label['rules'] as unknown as readonly AllowRule[]);
  }

  /** What is compiled at `now`: rules that allow, of list number `list`; a rule's line is its number. Rejects as {@link all}. */
  async inForce(list: number, now: number): Promise<readonly Rule[]> {
    return (await this.all())
      .filter(({ expires }) => now < expires)
      .map(({ entry, number }) => ruleFrom(entry, DEFAULT_SEMANTICS, list, number))
      .flatMap((made) => (made.ok ? [{ ...made.rule, action: 'allow' as const }] : []));
  }

  /** Adds one; `undefined` if `entry` names nothing that a rule can cover. */
  async add(rule: Omit<AllowRule, 'number'>): Promise<AllowRule | undefined> {
    if (!ruleFrom(rule.entry, DEFAULT_SEMANTICS, 0, 1).ok) return undefined;
    const record = await this.#record();
    const last = (record?.label['last'] as number | undefined) ?? 0;
    const added = { number: last + 1, ...rule };
    await this.#write([...(await this.all()), added], added.number);
    return added;
  }

  /** Takes one out; `undefined` if there is none of that number. */
  async remove(number: number): Promise<AllowRule | undefined> {
    const rules = await this.all();
    const removed = rules.find((rule) => rule.number === number);
    if (removed === undefined) return undefined;
    const record = await this.#record();
    await this.#write(
      rules.filter((rule) => rule !== removed),
      (record?.label['last'] as number | undefined) ?? number,
    );
    return removed;
  }

  /** `undefined` before the first rule. What does not open is no empty set: a rule that came now would be the only one. */
  async #record(): Promise<FoundRecord | undefined> {
    const record = await this.#series.newest();
    const { length } = record === undefined ? await this.#series.numbers() : [];
    if (length === 0) return record;
    throw new StoreError(
      'ERR_STORE_UNREADABLE',
      `none of ${length} records of allow rules opens`,
      'Check intake.key: it must be the secret that the store was sealed with',
    );
  }

  async #write(rules: readonly AllowRule[], last: number): Promise<void> {
    await this.#series.write({ label: { last, rules: rules.map((rule) => ({ ...rule })) }, content: Buffer.alloc(0) });
  }
}
