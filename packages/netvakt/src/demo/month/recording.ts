import type { FamilyHead } from '@netvakt/metrics';

/** Seconds between two samples. As long as Prometheus looks back for a sample, so that a query at any moment finds one. */
export const STEP = 300;

/** One series over the month. A sample that is missing is NaN. */
export interface Column {
  /** `name{label="value"}` with all labels of a scrape. */
  readonly series: string;
  readonly family: string;
  readonly values: Float64Array;
}

/** The samples that a Prometheus would have of the month. */
export class Recording {
  /** The month begins here, Unix seconds. */
  readonly start: number;
  readonly steps: number;
  readonly heads: Map<string, FamilyHead> = new Map();
  readonly #all: Column[] = [];
  readonly #columns = new Map<string, Map<string, Column>>();

  constructor(start: number, steps: number) {
    this.start = start;
    this.steps = steps;
  }

  /** Notes `value` of `series`, as the target `instance` exports it, at `step`. */
  note(step: number, instance: string, series: string, value: number): void {
    const ofInstance = this.#columns.get(instance) ?? new Map<string, Column>();
    const column = ofInstance.get(series) ?? this.#columnOf(instance, series);
    this.#columns.set(instance, ofInstance.set(series, column));
    column.values[step] = value;
  }

  /** All series, family by family. */
  columns(): readonly Column[] {
    return this.#all.toSorted((a, b) => (a.family < b.family ? -1 : a.family > b.family ? 1 : 0));
  }

  #columnOf(instance: string, series: string): Column {
    const brace = series.indexOf('{');
    const name = brace < 0 ? series : series.slice(0, brace);
    const labels = brace < 0 ? '' : `,${series.slice(brace + 1, -1)}`;
    const family = this.heads.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, '');
    const column = {
      series: `${name}{job="netvakt",instance="${instance}"${labels}}`,
      family,
      values: new Float64Array(this.steps).fill(Number.NaN),
    };
    this.#all.push(column);
    return column;
  }
}
