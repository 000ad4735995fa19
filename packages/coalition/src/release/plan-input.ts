/** What a plan is made from, and what comes out. */
import type { Layout } from '../policy/layout.ts';
import type { CoalitionPolicy } from '../policy/policy.ts';

/** One member's part of an edition: which figures it has, and since which revision. */
export interface Contribution {
  readonly member: string;
  readonly revision: number;
  /** By figure; 0 if there is none. */
  readonly versions: Uint8Array;
}

/** An edition that was opened before. */
export interface OpenedEdition {
  readonly contributions: readonly Contribution[];
  /** By figure: what became of it. */
  readonly outcomes: readonly FigureOutcome[];
}

/**
 * What becomes of a figure: `released` new or as it is; `kept` as in an earlier edition, because the difference would tell too much;
 * `hidden`; `missing`: nobody has it.
 */
export type FigureOutcome = 'released' | 'kept' | 'hidden' | 'missing';

/** What a member's cell weighs in a sum. */
type WeightOf = (member: string, cell: number) => number;

/** What a plan is made from. */
export interface PlanInput {
  readonly policy: CoalitionPolicy;
  readonly layout: Layout;
  readonly contributions: readonly Contribution[];
  /** Oldest first. */
  readonly before: readonly OpenedEdition[];
  /** In trustee mode, the figures themselves: then a sum must also be safe by these. */
  readonly figureOf?: WeightOf;
}
