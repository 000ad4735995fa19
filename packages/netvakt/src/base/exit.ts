/** Exit codes of every command. Documented in docs/cli.md; a number never changes its meaning. */
export const EXIT = {
  /** Done. `check` ends with it whatever the verdicts are. */
  done: 0,
  /** The configuration, a list or a socket cannot be used, or a mistake of ours; standard error says which. */
  failed: 1,
  /** The command line cannot be understood. */
  usage: 2,
  /** A delivery is held, and waits for somebody's decision. */
  held: 3,
} as const;

/** Exit codes as the help of every command ends with them. */
export const EXIT_CODES: readonly { readonly code: number; readonly meaning: string }[] = [
  { code: EXIT.done, meaning: 'done; `check` ends with it whatever the verdicts are' },
  {
    code: EXIT.failed,
    meaning:
      'a configuration, list or socket cannot be used; standard error says which and what to do. `selftest`: not every case passed',
  },
  { code: EXIT.usage, meaning: 'the command line cannot be understood' },
  { code: EXIT.held, meaning: '`list …`: a delivery is held and waits for release' },
];
