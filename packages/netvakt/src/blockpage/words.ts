/**
 * The sentences of the block page in one language, plain text. `{operator}` and `{authority}` become their names. Written
 * for readers of about fourteen years, in short sentences that blame nobody: most who see the page came by accident.
 */
export interface Words {
  /** The heading, and the title of the window. */
  readonly title: string;
  /** What happened. */
  readonly lead: string;
  /** What the reader may do now: nothing. */
  readonly calm: string;
  readonly privacyTitle: string;
  readonly privacy: string;
  readonly helpTitle: string;
  /** One heading for each kind of help. */
  readonly urgent: string;
  readonly worried: string;
  readonly harmed: string;
  readonly report: string;
  readonly whyTitle: string;
  readonly why: string;
  /** Stands before the legal references. */
  readonly legal: string;
  readonly decideTitle: string;
  readonly decide: string;
  readonly objectTitle: string;
  readonly object: string;
  /** The text of the link to the objection. */
  readonly objectLink: string;
  /** Stands before the reference code, and what the code says. */
  readonly reference: string;
  readonly referenceNote: string;
}

/** What may stand in braces. */
export const PLACEHOLDERS = ['operator', 'authority'] as const;
