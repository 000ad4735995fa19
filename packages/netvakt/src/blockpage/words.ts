/** The placeholders in a sentence of the block page. */
export const PLACEHOLDERS = ['operator', 'authority'] as const;
