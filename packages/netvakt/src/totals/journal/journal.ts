import { advanceEvery } from '../../base/advance.ts';
import { codeOf } from '../../base/anonymous.ts';
import type { Log } from '../../base/log.ts';
import { type JournalContent, journalText, parseJournal } from './content.ts';
import { isInMemory, JournalFolder } from './folder.ts';

/** How often the journal is written, in seconds: what a killed process loses. */
const JOURNAL_SECONDS = 1;

const ON_DISK = 'Name a folder on a tmpfs, as below /run: on a disk, a journal could tell when single blocks happened';

/** What a journal needs. */
export interface CountJournalOptions {
  /** Absolute; `undefined`: there is no journal. */
  readonly folder: string | undefined;
  readonly content: () => JournalContent;
  /** Gets what a process that ended without warning had counted. */
  readonly takeOver: (content: JournalContent) => void;
  /** Called after each write. @param at - Unix seconds */
  readonly written: (at: number) => void;
  /** Unix seconds. */
  readonly now: () => number;
  readonly log: Log;
}

/**
 * Counts that no series shows and no store has yet, in a file in memory, so that whoever comes after a killed process can take
 * them over. Written each second, whether anything is new or not: its time reveals nothing. Nothing that goes wrong here reaches the filter.
 */
export class CountJournal {
  readonly #options: CountJournalOptions;
  #folder: JournalFolder | undefined;
  #stop: () => void = () => undefined;
  #failing = false;
  /** The folder is not in memory. */
  #refused = false;

  constructor(options: CountJournalOptions) {
    this.#options = options;
  }

  /** Takes over what there is, and writes each second until {@link stop}. */
  start(): void {
    if (this.#options.folder === undefined) return;
    this.write();
    this.#stop = advanceEvery(JOURNAL_SECONDS, this.#options.now, () => this.write());
  }

  /** The folder while this process holds it: nobody else may say what of its journal is in the store. */
  get held(): string | undefined {
    return this.#folder && this.#options.folder;
  }

  /**
   * Writes what is counted now. Another process may still hold the folder, as during an upgrade: nothing is written then, and what it leaves
   * behind is taken over once it has ended. Returns whether it was written; never throws.
   */
  write(): boolean {
    const { folder, content, written, now, log } = this.#options;
    if (folder === undefined || this.#refused) return false;
    try {
      if (this.#folder === undefined) this.#open(folder);
      if (this.#folder === undefined) return false;
      this.#folder.write(journalText(content()));
      written(now());
      if (this.#failing) log.info('the journal of counts is written again');
      this.#failing = false;
      return true;
    } catch (error) {
      this.#failed(error);
      return false;
    }
  }

  /**
   * The series show what was counted. If the journal cannot be written, it is removed: its counts would be shown twice. Until then a journal
   * of an earlier second is better than none. Never throws.
   */
  intervalEnded(): void {
    if (!this.write()) this.#remove();
  }

  /** Ends the timer. */
  stop(): void {
    this.#stop();
  }

  /** All is shown, and in the store unless that failed: only what is missing there stays. Never throws. */
  close(): void {
    this.stop();
    const folder = this.#folder;
    if (folder === undefined) return;
    try {
      const content = this.#options.content();
      if (content.unwritten.length > 0) folder.write(journalText({ ...content, unshown: [] }));
      else folder.remove();
    } catch (error) {
      this.#failed(error);
      this.#remove();
    }
    this.#folder = undefined;
    folder.close();
  }

  #open(folder: string): void {
    const { takeOver, log } = this.#options;
    if (!isInMemory(folder)) {
      this.#refused = true;
      log.warn(
        { remedy: ON_DISK },
        'statistics.journal_folder is not in memory; a process that is killed loses an interval',
      );
      return;
    }
    const opened = JournalFolder.open(folder);
    if (opened === undefined) return;
    const text = textIn(opened);
    this.#folder = opened; // whatever happens to the text from here on, it is taken over once at most
    if (text === undefined) return;
    const content = parseJournal(text);
    if (content === undefined) log.warn('the journal of counts is damaged or of another version; its counts are lost');
    else takeOver(content);
  }

  #remove(): void {
    try {
      this.#folder?.remove();
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    const { log } = this.#options;
    if (!this.#failing) log.warn({ code: codeOf(error) ?? 'none' }, 'the journal of counts cannot be written');
    this.#failing = true;
  }
}

/** Gives the folder free if it cannot be read, so that it can be opened again. */
function textIn(folder: JournalFolder): string | undefined {
  try {
    return folder.read();
  } catch (error) {
    folder.close();
    throw error;
  }
}
