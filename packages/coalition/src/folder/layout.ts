/**
 * The coalition's folder. Every file has a place in it, and the place decides who may write and read it.
 *
 *   public/log/checkpoint, tile/…                 the log                                 all | secretariat
 *   public/log/keys                               keys to verify the log with             all | secretariat
 *   public/witness/<member>                       the last checkpoint a member cosigned   all | that member
 *   public/edition/<name>                         editions, their CSV twins               all | secretariat
 *   public/notice/<id>.jws                        notices for everybody (TLP:CLEAR)       all | members, secretariat
 *   members/policy/<serial>.json                  policies                                members | secretariat
 *   members/notice/<id>[.<remark>].jws            notices and remarks about them         members | members, secretariat
 *   sealed/<quarter>/submission-<member>.<n>.jws  sealed figures                          aggregators | that member
 *   sealed/<quarter>/accepted-<aggregator>.<n>.jws what it can open                       aggregators | that aggregator
 *   sealed/<quarter>/sum-<aggregator>.<n>.jws     sums of shares                          aggregators | that aggregator
 *   sealed/<quarter>/edition-<aggregator>.<n>.jws an edition, with its signature          aggregators | that aggregator
 *   inbox/notice/<id>.jws                         notices to be posted for somebody       secretariat | members
 *   inbox/seen/<id>.<member>.jws                  "we have seen this as well"             secretariat | that member
 */

import { NAME_FORM } from '../document/name.ts';
import type { LogKind } from '../log/entry.ts';
import { NOTE_BYTES } from '../log/note.ts';
import { NOTICE_BYTES } from '../notice/signed.ts';

/** Who may read a file. Each group is part of the next: secretariat, aggregators, members, everybody. */
export type Readers = 'secretariat' | 'aggregators' | 'members' | 'everybody';

/** Who may hand a file in. `owner`: the one that the path names. */
export type Writers = 'secretariat' | 'aggregators' | 'members' | 'owner';

/** What the place of a file means. */
export interface Place {
  /** How the log names the kind; absent for what is not recorded. */
  readonly kind?: LogKind;
  readonly readers: Readers;
  readonly writers: Writers;
  /** The member or aggregator that the path names. */
  readonly owner?: string;
  /** The id of a notice that the path names. */
  readonly notice?: string;
  /** True if a file may be replaced. All others are written once. */
  readonly isReplaced: boolean;
  /** Bytes that a file may have. */
  readonly most: number;
}

const QUARTER = '20\\d\\d-Q[1-4]';
const ID = '[\\da-f]{32}';
/** Corrections of one quarter that a member can hand in. */
const VERSION = '[1-9]\\d?';

/** As many bytes as a reader of submissions reads characters. */
const SUBMISSION_BYTES: number = 16 << 20;
export const EDITION_BYTES: number = 16 << 20;
const POLICY_BYTES: number = 4 << 20;

interface Rule {
  readonly pattern: RegExp;
  readonly place: Omit<Place, 'owner' | 'notice'>;
}

const rule = (pattern: string, place: Rule['place']): Rule => ({ pattern: new RegExp(`^${pattern}$`, 'u'), place });

const ONCE = { isReplaced: false } as const;
const FROM_AGGREGATORS = { writers: 'aggregators', isReplaced: false } as const;
const SHARED = { readers: 'members', writers: 'members', ...ONCE, most: NOTICE_BYTES } as const;

const RULES: readonly Rule[] = [
  rule('public/log/(?:checkpoint|keys)', {
    readers: 'everybody',
    writers: 'secretariat',
    isReplaced: true,
    most: NOTE_BYTES,
  }),
  rule('public/log/tile/(?:entries|[0-7])(?:/x\\d{3}){0,3}/\\d{3}(?:\\.p/\\d{1,3})?', {
    readers: 'everybody',
    writers: 'secretariat',
    isReplaced: true,
    most: 1 << 18,
  }),
  rule(`public/witness/(?<owner>${NAME_FORM})`, {
    readers: 'everybody',
    writers: 'owner',
    isReplaced: true,
    most: NOTE_BYTES,
  }),
  rule('public/edition/[A-Za-z\\d][A-Za-z\\d._-]{0,79}', {
    kind: 'edition',
    readers: 'everybody',
    ...FROM_AGGREGATORS,
    most: EDITION_BYTES,
  }),
  rule(`public/notice/(?<notice>${ID})\\.jws`, { kind: 'notice', ...SHARED, readers: 'everybody' }),
  rule('members/policy/[1-9]\\d{0,5}\\.json', {
    kind: 'policy',
    readers: 'members',
    ...FROM_AGGREGATORS,
    most: POLICY_BYTES,
  }),
  rule(`members/notice/(?<notice>${ID})\\.jws`, { kind: 'notice', ...SHARED }),
  rule(`members/notice/(?<notice>${ID})\\.withdrawn\\.jws`, { kind: 'withdrawal', ...SHARED }),
  rule(`members/notice/(?<notice>${ID})\\.seen\\.jws`, { kind: 'sightings', ...SHARED, writers: 'secretariat' }),
  rule(`sealed/${QUARTER}/submission-(?<owner>${NAME_FORM})\\.${VERSION}\\.jws`, {
    kind: 'submission',
    readers: 'aggregators',
    writers: 'owner',
    ...ONCE,
    most: SUBMISSION_BYTES,
  }),
  rule(`sealed/${QUARTER}/sum-(?<owner>${NAME_FORM})\\.${VERSION}\\.jws`, {
    kind: 'sum',
    readers: 'aggregators',
    writers: 'owner',
    ...ONCE,
    most: SUBMISSION_BYTES,
  }),
  rule(`sealed/${QUARTER}/accepted-(?<owner>${NAME_FORM})\\.${VERSION}\\.jws`, {
    readers: 'aggregators',
    writers: 'owner',
    isReplaced: true,
    most: SUBMISSION_BYTES,
  }),
  rule(`sealed/${QUARTER}/edition-(?<owner>${NAME_FORM})\\.${VERSION}\\.jws`, {
    readers: 'aggregators',
    writers: 'owner',
    ...ONCE,
    most: EDITION_BYTES,
  }),
  rule(`inbox/notice/(?<notice>${ID})\\.jws`, { ...SHARED, readers: 'secretariat' }),
  rule(`inbox/seen/(?<notice>${ID})\\.(?<owner>${NAME_FORM})\\.jws`, {
    ...SHARED,
    readers: 'secretariat',
    writers: 'owner',
  }),
];

/** Returns the place of a file, or `undefined` for a path that has none: nothing else is read, written or served. */
export function filePlace(path: string): Place | undefined {
  if (path.length > 200) return undefined;
  for (const { pattern, place } of RULES) {
    const groups = pattern.exec(path)?.groups;
    if (groups === undefined && !pattern.test(path)) continue;
    const { owner, notice } = groups ?? {};
    return { ...place, ...(owner === undefined ? {} : { owner }), ...(notice === undefined ? {} : { notice }) };
  }
  return undefined;
}

/** Folders that hold recorded files and letters to the secretariat; the log itself is not among them. */
export const LISTED_FOLDERS: readonly string[] = ['public/edition', 'public/notice', 'members', 'sealed', 'inbox'];

/** The folder of the log. */
export const LOG_FOLDER = 'public/log';

/** The path of what a member witnessed last. */
export function witnessPath(member: string): string {
  return `public/witness/${member}`;
}

/** The path of a notice. @param isPublic - TLP:CLEAR. */
export function noticePath(id: string, isPublic: boolean): string {
  return `${isPublic ? 'public' : 'members'}/notice/${id}.jws`;
}
