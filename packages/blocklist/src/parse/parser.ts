/**
 * The parser: one list's bytes, pushed in chunks of any size, become rules or a refusal. Always the same, however the bytes
 * were cut; never an exception, whatever they are.
 *
 *   1. the first 64 KiB are held back and judged: a web page or a program has no lines worth reading;
 *   2. lines, or the elements of a JSON document, become rows of text;
 *   3. if the format is `auto`, the first 1,000 rows are held back until they show it;
 *   4. rows become entries, in the list's format;
 *   5. entries become rules;
 *   6. at the end, the counts decide whether the list is taken.
 *
 * Memory: the rules, plus the first 64 KiB, plus at most one line and 1,000 rows.
 */

import { PolicyCounter } from '../report/policy.ts';
import { ReasonCounter } from '../report/reason-counts.ts';
import type { RejectionReason } from '../report/reasons.ts';
import { type ListRefusalReason, refuse } from '../report/refusal.ts';
import type { ListFormat, ListSettings } from '../settings/settings.ts';
import { judgeCounts } from './budget.ts';
import { RuleCollector } from './collect.ts';
import { ElementSplitter } from './elements.ts';
import { guessFormat, LEAST_CONFIDENCE, looksLikeJsonDocument, SAMPLE_ROWS } from './formats/guess.ts';
import { versionOf } from './formats/json.ts';
import { SquidguardReader } from './formats/squidguard.ts';
import { FORMATS } from './formats/table.ts';
import { HEAD_BYTES, judgeHead } from './head.ts';
import type { ListSummary, ParseOutcome } from './list.ts';
import { type Entry, EntryReader, type HeldRow } from './read.ts';
import { LineSplitter } from './split.ts';

const LINE_END = Buffer.from('\n');

/** Parses one list. {@link ListParser.push} every chunk, then {@link ListParser.finish} once. */
export class ListParser {
  readonly #settings: ListSettings;
  readonly #index: number;
  readonly #rejected = new ReasonCounter<RejectionReason>();
  readonly #policy = new PolicyCounter();
  readonly #collector: RuleCollector;
  readonly #reader: EntryReader;
  #splitter: LineSplitter | ElementSplitter;
  #head: Buffer | undefined = Buffer.allocUnsafe(HEAD_BYTES);
  #headLength = 0;
  #held: HeldRow[] = [];
  #entries = 0;
  #format: ListFormat | undefined;
  #confidence = 1;
  /** Rows that are awaited before the format is guessed. */
  #sample = SAMPLE_ROWS;
  #refusal: { readonly reason: ListRefusalReason; readonly found: string } | undefined;

  /** @param index - the list's position in the snapshot that its rules are compiled into. */
  constructor(settings: ListSettings, index: number) {
    const { bounds, encoding, format } = settings;
    this.#settings = settings;
    this.#index = index;
    this.#collector = new RuleCollector(settings, index, this.#rejected);
    this.#reader = new EntryReader(encoding, bounds.maxLineBytes, {
      rejected: this.#rejected,
      entry: (entry) => this.#entry(entry),
      plain: (line, bytes, start, end, hostOnly) => this.#plain(line, bytes, start, end, hostOnly),
      disagreed: (line, column) => this.#collector.disagreed(line, column),
      policy: (record) => this.#policy.add(record),
      refuse: (reason, found) => {
        this.#refusal ??= { reason, found };
      },
      hold: (row) => this.#hold(row),
    });
    this.#splitter = new LineSplitter(bounds.maxLineBytes, this.#reader);
    if (format !== 'auto') this.#readAs(format);
  }

  /** Makes room for a list of `entries` entries in `bytes` bytes, if that is known before; of a wrong guess, the room grows or is not touched. */
  expect(entries: number, bytes: number): void {
    this.#collector.reserve(Math.min(entries, this.#settings.bounds.maxEntries), bytes);
  }

  /** True as soon as nothing that follows could save the list: no need to read on. */
  get refused(): boolean {
    return this.#refusal !== undefined;
  }

  /** Reads the next bytes; the chunk may be written over afterwards. Linear in their number. */
  push(chunk: Uint8Array): void {
    let rest = chunk;
    if (this.#head !== undefined) {
      const room = Math.min(chunk.length, HEAD_BYTES - this.#headLength);
      this.#head.set(chunk.subarray(0, room), this.#headLength);
      this.#headLength += room;
      if (this.#headLength < HEAD_BYTES) return;
      this.#judgeHead(this.#head);
      rest = chunk.subarray(room);
    }
    if (!this.refused) this.#splitter.push(rest);
  }

  /**
   * The `urls` file of a folder follows; what was pushed so far was its `domains`. Its lines are numbered on from
   * there.
   */
  urlsFollow(): void {
    if (this.#head !== undefined) this.#judgeHead(this.#head.subarray(0, this.#headLength));
    if (this.refused) return;
    this.#splitter.push(LINE_END);
    if (this.#format === undefined) this.#readHeld('squidguard');
    if (this.#format !== 'e2guardian') this.#reader.readWith(new SquidguardReader('urls'));
    this.#head = Buffer.allocUnsafe(HEAD_BYTES);
    this.#headLength = 0;
  }

  /** The delivery also has a file of regular expressions: the list covers less than its maker means. Counted as a rejected line. */
  expressionsLeftOut(): void {
    this.#rejected.add('rule-unsupported', 1, 1);
  }

  /**
   * The end of the list: its outcome. The parser is of no use after it.
   *
   * @param sha256 - digest of the delivery that the list came in: its version, if it states none.
   */
  finish(sha256: string): ParseOutcome {
    if (this.#head !== undefined) this.#judgeHead(this.#head.subarray(0, this.#headLength));
    if (!this.refused) this.#splitter.finish();
    if (!this.refused) this.#settleFormat();
    if (!this.refused && this.#headLength > 0) this.#finishDocument();
    if (!this.refused) this.#reader.end();
    this.#collector.finish();
    return this.#outcome(sha256);
  }

  #judgeHead(head: Buffer): void {
    this.#head = undefined;
    const verdict = judgeHead(head, this.#format === 'keyed-hashes');
    if (!verdict.ok) {
      if (verdict.reason !== 'empty') this.#refusal = verdict;
      return;
    }
    const text = head.subarray(verdict.skip);
    if (this.#format === undefined && looksLikeJsonDocument(text.toString('latin1', 0, HEAD_BYTES)))
      this.#readAs('json');
    this.#splitter.push(text);
  }

  #readAs(format: ListFormat): void {
    this.#format = format;
    this.#collector.format = format;
    this.#reader.readWith(FORMATS[format].reader(this.#settings.zone));
    if (format === 'json') this.#splitter = new ElementSplitter(this.#settings.bounds.maxLineBytes, this.#reader);
  }

  #hold(row: HeldRow): void {
    if (this.refused) return;
    if (this.#held.push(row) < this.#sample) return;
    this.#settleFormat();
    // Nothing but comments yet. Twice as many are awaited, so that each row is looked at twice at most.
    this.#sample *= 2;
  }

  #entry(entry: Entry): void {
    const { maxEntries } = this.#settings.bounds;
    this.#entries += 1;
    if (this.refused) return;
    if (this.#entries > maxEntries)
      this.#refusal = { reason: 'too-many-entries', found: `more than ${maxEntries} entries` };
    else if (this.#collector.rules.isFull)
      this.#refusal = { reason: 'too-many-entries', found: 'more than 2 GiB of text' };
    else this.#collector.take(entry);
  }

  /** True if a line was taken as it is. What is refused or too much, is so in full. */
  #plain(line: number, bytes: Buffer, start: number, end: number, hostOnly: boolean): boolean {
    if (this.refused || this.#entries >= this.#settings.bounds.maxEntries || this.#collector.rules.isFull) return false;
    if (!this.#collector.takePlain(bytes, start, end, line, hostOnly)) return false;
    this.#entries += 1;
    return true;
  }

  /** If the format is not known yet: takes the one that the held rows show, and reads them in it. */
  #settleFormat(): void {
    const held = this.#held;
    if (this.#format !== undefined || held.length + this.#rejected.total === 0) return;
    const texts = held.flatMap(({ text }) => text ?? []);
    const { format, confidence } = guessFormat(texts, this.#rejected.total);
    this.#confidence = confidence;
    if (confidence >= LEAST_CONFIDENCE) this.#readHeld(format);
    else if (texts.some((text) => !/^\s*[#;!]/u.test(text))) {
      const found = `${format} explains ${confidence.toFixed(3)} of the first rows, ${LEAST_CONFIDENCE} is wanted`;
      this.#refusal = { reason: 'format-unclear', found };
    }
  }

  #readHeld(format: ListFormat): void {
    const held = this.#held;
    this.#held = [];
    this.#readAs(format);
    for (const { line, text } of held) this.#reader.read(line, text);
  }

  #finishDocument(): void {
    if (!(this.#splitter instanceof ElementSplitter)) return;
    if (this.#splitter.malformed) {
      this.#refusal = { reason: 'json-malformed', found: 'no whole document with one array of entries' };
    } else {
      const version = versionOf(this.#splitter.frame, Number.POSITIVE_INFINITY);
      if (version !== undefined) this.#reader.version(version);
    }
  }

  #outcome(sha256: string): ParseOutcome {
    const settings = this.#settings;
    const summary = this.#summary();
    const problem = this.#refusal ?? judgeCounts(summary.counts, settings.bounds) ?? this.#judgeKey();
    if (problem !== undefined)
      return { ok: false, summary, refusal: refuse(settings.id, problem.reason, `${problem.found}${this.#guessed()}`) };
    const { rules, exceptions } = this.#collector;
    const version = summary.statedVersion ?? `sha256:${sha256.slice(0, 16)}`;
    return { ok: true, settings, index: this.#index, version, sha256, summary, rules, exceptions };
  }

  /** Which format was guessed, if one was: of a wrong guess, what was found makes no sense without it. */
  #guessed(): string {
    if (this.#settings.format !== 'auto' || this.#format === undefined) return '';
    return `. Its format was guessed: ${this.#format}`;
  }

  #judgeKey(): { readonly reason: ListRefusalReason; readonly found: string } | undefined {
    if (this.#collector.knowsKey) return undefined;
    return { reason: 'hash-key-wrong', found: 'no entry is the hash of the test entry' };
  }

  #summary(): ListSummary {
    const { rules, duplicates } = this.#collector;
    const rejected = this.#rejected.build();
    const quarantined = this.#collector.quarantined.build();
    const unique = rules.length + quarantined.total;
    return {
      id: this.#settings.id,
      format: this.#format,
      confidence: this.#confidence,
      statedVersion: this.#reader.statedVersion,
      counts: {
        received: rejected.total + duplicates + unique,
        invalid: rejected.total,
        duplicates,
        unique,
        quarantined: quarantined.total,
        active: rules.length,
      },
      kinds: this.#collector.kinds,
      rejected,
      quarantined,
      policy: this.#policy.build(),
    };
  }
}
