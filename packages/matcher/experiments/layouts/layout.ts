/** What the layouts under comparison have in common. Each answers one question: is a suffix of this host listed? */

/** One way to lay a list out in memory. */
export interface Layout {
  readonly name: string;
  /** Builds it from distinct canonical hosts. */
  readonly build: (hosts: readonly string[]) => Built;
}

/** A list laid out. */
export interface Built {
  /** Bytes that a lookup may touch; NaN if the engine does not let them be counted. */
  readonly bytes: number;
  readonly covers: (host: string) => boolean;
}
