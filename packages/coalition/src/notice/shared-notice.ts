import type { Notice } from './notice.ts';

/** A notice as the members see it. */
export interface SharedNotice {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly notice: Notice;
  /** Who posted it: a member's pseudonym; absent if the secretariat did so for somebody. */
  readonly author?: string;
  /** At least three others have seen the same. */
  readonly isSeenByOthers: boolean;
  readonly isWithdrawn: boolean;
}
