import type { Rule, RuleKind, RuleTable } from '@netvakt/matcher';
import type { QuarantineReason } from '../guard/breadth.ts';
import type { ListCounts } from '../report/counts.ts';
import type { PolicyRecord } from '../report/policy.ts';
import type { ReasonCounts } from '../report/reason-counts.ts';
import type { RejectionReason } from '../report/reasons.ts';
import type { ListRefusal } from '../report/refusal.ts';
import type { ListFormat, ListSettings } from '../settings/settings.ts';

/** A parsed list in counts and positions, without any text of it. Crosses threads by structured clone. */
export interface ListSummary {
  readonly id: string;
  /** The format it was read in; `undefined` if it was refused before that was known. */
  readonly format: ListFormat | undefined;
  /** 0 to 1: the share of the first entries that the format explains. 1 if the settings state the format. */
  readonly confidence: number;
  /** The version that the list states in a leading comment, `undefined` if it states nothing. */
  readonly statedVersion: string | undefined;
  readonly counts: ListCounts;
  /** The active rules by kind. */
  readonly kinds: Readonly<Record<RuleKind, number>>;
  readonly rejected: ReasonCounts<RejectionReason>;
  readonly quarantined: ReasonCounts<QuarantineReason>;
  /** The records of a policy zone by what they do; empty for other formats. */
  readonly policy: ReadonlyMap<PolicyRecord, number>;
}

/** A list that was taken: its rules, with list index and line, ready to be compiled. */
export interface ParsedList {
  readonly ok: true;
  readonly settings: ListSettings;
  /** The list's position in the snapshot. */
  readonly index: number;
  /** What the list states, or else `sha256:` and the beginning of its digest. */
  readonly version: string;
  /** SHA-256 of the bytes as delivered, 64 hexadecimal digits. */
  readonly sha256: string;
  readonly summary: ListSummary;
  readonly rules: RuleTable;
  /** What the list takes out of its own rules, and of no other list's: rules that allow. */
  readonly exceptions: readonly Rule[];
}

/** A list that was refused. `summary` shows how far it got; `undefined` if no byte was read. */
export interface RefusedList {
  readonly ok: false;
  readonly refusal: ListRefusal;
  readonly summary: ListSummary | undefined;
}

/** What parsing comes to. */
export type ParseOutcome = ParsedList | RefusedList;
