/** What can be wrong with a log. Codes are public: one never changes its meaning. */

/** The reason a log, or a file that it records, is not believed. */
export type LogFaultCode =
  /** There is no checkpoint. */
  | 'checkpoint-missing'
  | 'checkpoint-unreadable'
  /** The log has not signed it, or its origin is another. */
  | 'checkpoint-unsigned'
  /** A member's cosignature does not hold. */
  | 'cosignature-false'
  /** A bundle of entries is not there. */
  | 'entries-missing'
  | 'entries-unreadable'
  | 'entry-unreadable'
  | 'tile-missing'
  | 'tile-differs'
  /** The entries are not those that the checkpoint was signed for. */
  | 'root-differs'
  /** An entry that was seen before has other content now. */
  | 'entry-rewritten'
  /** An entry that was seen before is gone. */
  | 'entry-dropped'
  | 'entry-reordered'
  /** An entry is now between two that were seen next to each other. */
  | 'entry-inserted'
  /** The log has signed two histories that exclude each other. */
  | 'history-forked'
  /** A member has cosigned a longer log than this one. */
  | 'log-behind'
  /** A recorded file is not there. */
  | 'file-missing'
  /** A recorded file has other content now. */
  | 'file-rewritten'
  /** A file that must be recorded is not. */
  | 'file-unrecorded';

/** One fault, and where it is. */
export interface LogFault {
  readonly code: LogFaultCode;
  /** Index of the entry, from 0. */
  readonly index?: number;
  /** Path of the file, inside the log's or the coalition's folder. */
  readonly path?: string;
  /** Name of the key of the member whose checkpoint or cosignature it is. */
  readonly member?: string;
}
