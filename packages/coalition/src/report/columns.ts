/** The columns of the CSV twin, in their order: one row an observation, with what a row needs to be read alone. */
export const REPORT_COLUMNS = [
  { name: 'operator', type: 'string', description: 'Id of the operator within the coalition.' },
  { name: 'quarter', type: 'string', description: 'As 2026-Q3, UTC.' },
  { name: 'revision', type: 'integer', description: '1, and one more with each correction.' },
  { name: 'reason', type: 'string', description: 'Why there is this revision; first for revision 1.' },
  { name: 'month', type: 'string', description: 'As 2026-07, UTC.' },
  { name: 'days', type: 'integer', description: 'On how many days of the month there were figures.' },
  { name: 'market', type: 'string', description: 'The market, as all members call it.' },
  { name: 'indicator', type: 'string', description: 'What was measured.' },
  { name: 'status', type: 'string', description: 'value, missing or hidden. Zero is a value.' },
  { name: 'numerator', type: 'integer', description: 'Empty unless the status is value.' },
  { name: 'denominator', type: 'integer', description: 'Empty unless the status is value.' },
  { name: 'definitions', type: 'string', description: 'Digest of the unit definitions, 64 hexadecimal digits.' },
  {
    name: 'tls_block',
    type: 'string',
    description:
      'How blocked TLS handshakes ended: alert, reset, fin or other, joined by + if it changed. Empty: not known.',
  },
] as const;

/** Columns that a table may lack: earlier versions did not write them. */
export const OPTIONAL_COLUMNS: ReadonlySet<string> = new Set(['tls_block']);

export type ReportColumn = (typeof REPORT_COLUMNS)[number]['name'];

/** What distinguishes rows. */
export const REPORT_KEY: readonly ReportColumn[] = ['market', 'month', 'indicator'];
