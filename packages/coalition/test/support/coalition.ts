/** A small coalition in memory: keys, a policy, submissions, and the files that its aggregators exchange. */
import { STANDARD_DEFINITIONS, type UnitDefinitions } from '../../src/indicator/definitions.ts';
import type { CoalitionPolicy, PolicyIndicator } from '../../src/policy/policy.ts';
import { generateOpeningKey, type OpeningKey, sealPart } from '../../src/policy/seal-key.ts';
import { readPolicy, type SignedPolicy, signPolicy } from '../../src/policy/signed-policy.ts';
import type { ReportedEnding } from '../../src/report/endings.ts';
import type { OwnCell } from '../../src/seal/figures.ts';
import { makeSubmission, type SubmissionRecord } from '../../src/seal/submission.ts';
import { generateKey, type PrivateKey, publicPart } from '../../src/signature/key.ts';
import { type SubmissionRef, writeAccepted } from '../../src/sum/documents.ts';
import { type EditionPayload, openEdition } from '../../src/sum/edition.ts';
import { nextStep, type PartyFiles, type StepOutcome } from '../../src/sum/next-step.ts';

export const QUARTER = '2026-Q3';
export const MONTHS = ['2026-07', '2026-08', '2026-09'] as const;
export const DEFINITIONS: UnitDefinitions = STANDARD_DEFINITIONS;

export const PAGES: PolicyIndicator = {
  id: 'blocked-pages',
  sharedCounts: [],
  per: 100_000,
  bins: [100, 300, 1000],
};

interface Party {
  readonly id: string;
  readonly key: PrivateKey;
  readonly opening: OpeningKey;
}

export interface MemberSetup {
  readonly id: string;
  readonly subscriptions: Readonly<Record<string, number>>;
  readonly publishes?: readonly string[];
}

/** Five members of like size in one market. */
export const FIVE: readonly MemberSetup[] = ['ash', 'birch', 'cedar', 'elm', 'fir'].map((id, i) => ({
  id,
  subscriptions: { se: 100 + 10 * i },
}));

/** A coalition whose files are in memory. */
export class TestCoalition {
  readonly signed: SignedPolicy;
  readonly text: string;
  readonly parties: readonly Party[];
  readonly keys: ReadonlyMap<string, PrivateKey>;
  readonly files: { file: string; text: string }[] = [];
  readonly records: Map<string, SubmissionRecord> = new Map();
  readonly #sums = new Map<string, string[]>();
  readonly #accepted = new Map<string, string[]>();

  private constructor(
    signed: SignedPolicy,
    text: string,
    parties: readonly Party[],
    keys: ReadonlyMap<string, PrivateKey>,
  ) {
    this.signed = signed;
    this.text = text;
    this.parties = parties;
    this.keys = keys;
  }

  static async of(
    members: readonly MemberSetup[] = FIVE,
    changes: Partial<CoalitionPolicy> = {},
  ): Promise<TestCoalition> {
    const names = changes.mode === 'trustee' ? ['north'] : ['north', 'south'];
    const parties = await Promise.all(
      names.map(async (id) => ({ id, key: await generateKey(), opening: await generateOpeningKey() })),
    );
    const keys = new Map(await Promise.all(members.map(async ({ id }) => [id, await generateKey()] as const)));
    const policy: CoalitionPolicy = {
      schema: 'netvakt-policy/1',
      coalition: 'telecom-test',
      serial: 1,
      mode: 'blind',
      from: '2026-Q1',
      until: '2026-Q4',
      aggregators: parties.map(({ id, key, opening }) => ({ id, key: publicPart(key), seal: sealPart(opening) })),
      members: members.map(({ id, subscriptions, publishes = [] }) => ({
        id,
        key: publicPart(keys.get(id) as PrivateKey),
        subscriptions,
        publishes,
      })),
      markets: [...new Set(members.flatMap(({ subscriptions }) => Object.keys(subscriptions)))].toSorted(),
      indicators: [PAGES],
      contributors: 5,
      corrections: 3,
      dominance: 50,
      deadlineDays: 30,
      definitions: DEFINITIONS,
      ...changes,
    };
    let text = JSON.stringify(policy);
    for (const { key } of parties) text = await signPolicy(text, key);
    return new TestCoalition(await readPolicy(text), text, parties, keys);
  }

  /** A member's submission of a quarter, put into the folder. */
  async submit(
    member: string,
    cells: readonly OwnCell[],
    changes: { quarter?: string; revision?: number; endings?: readonly ReportedEnding[] } = {},
  ): Promise<string> {
    const { text, record } = await makeSubmission({
      signed: this.signed,
      quarter: QUARTER,
      key: this.keys.get(member) as PrivateKey,
      cells,
      definitions: DEFINITIONS,
      before: this.records.get(member),
      ...changes,
    });
    this.records.set(member, record);
    this.files.push({ file: `${member}.${record.revision}.jws`, text });
    return text;
  }

  /** One step of one aggregator, kept as its folder would. */
  async step(party: string, files: readonly { file: string; text: string }[] = this.files): Promise<StepOutcome> {
    const me = this.parties.find(({ id }) => id === party) as Party;
    const other = this.parties.find(({ id }) => id !== party);
    const outcome = await nextStep({
      signed: this.signed,
      quarter: QUARTER,
      party: this.signed.policy.aggregators.find(({ id }) => id === party) as CoalitionPolicy['aggregators'][number],
      key: me.opening,
      signingKey: me.key,
      files,
      mine: this.#filesOf(party),
      theirs: other === undefined ? undefined : this.#filesOf(other.id),
    });
    const { step } = outcome;
    if (step.kind === 'accepted') this.#acceptedOf(party)[step.payload.edition - 1] = step.text;
    if (step.kind === 'sum') this.#sums.set(party, [...(this.#sums.get(party) ?? []), step.text]);
    return outcome;
  }

  /** Every aggregator in turn, until none has anything to do. */
  async round(): Promise<void> {
    for (let idle = 0; idle < this.parties.length; ) {
      idle = 0;
      for (const { id } of this.parties) {
        const { step } = await this.step(id);
        if (step.kind === 'wait' || step.kind === 'nothing') idle += 1;
      }
    }
  }

  sumsOf(party: string): readonly string[] {
    return this.#sums.get(party) ?? [];
  }

  /** Opens edition after edition; the last one. */
  async open(): Promise<EditionPayload> {
    let before: EditionPayload | undefined;
    const editions = this.sumsOf(this.parties[0]?.id ?? '').length;
    for (let at = 0; at < editions; at += 1) {
      const sums = Object.fromEntries(this.parties.map(({ id }) => [id, this.sumsOf(id)[at] ?? '']));
      before = await openEdition({ signed: this.signed, quarter: QUARTER, sums, before });
    }
    return before as EditionPayload;
  }

  /** Puts another list into the place of an aggregator's, signed by it: one that its program would not write. */
  async forgeAccepted(party: string, edition: number, submissions: readonly SubmissionRef[]): Promise<void> {
    const me = this.parties.find(({ id }) => id === party) as Party;
    const { policy, digest } = this.signed;
    const round = { coalition: policy.coalition, policy: digest, quarter: QUARTER, edition, party };
    this.#acceptedOf(party)[edition - 1] = await writeAccepted(
      { schema: 'netvakt-accepted/1', ...round, submissions },
      me.key,
    );
  }

  #acceptedOf(party: string): string[] {
    const known = this.#accepted.get(party) ?? [];
    this.#accepted.set(party, known);
    return known;
  }

  #filesOf(party: string): PartyFiles {
    return { sums: this.sumsOf(party), accepted: this.#acceptedOf(party) };
  }
}

/** A figure for each month. */
export function monthly(
  numerators: readonly number[],
  denominator: number,
  { market = 'se', indicator = PAGES.id }: { market?: string; indicator?: string } = {},
): OwnCell[] {
  return numerators.map((numerator, i) => ({ indicator, market, month: MONTHS[i] as string, numerator, denominator }));
}

/** The figure of an edition. */
export function figureOf(
  { figures }: EditionPayload,
  market: string,
  month: string,
  indicator: string = PAGES.id,
): EditionPayload['figures'][number] | undefined {
  return figures.find((one) => one.indicator === indicator && one.market === market && one.month === month);
}
