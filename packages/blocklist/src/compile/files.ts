import { attachSnapshot, CompileError, type Rule } from '@netvakt/matcher';
import { judgeCounts } from '../parse/budget.ts';
import type { ListSummary, RefusedList } from '../parse/list.ts';
import { type LoadedList, loadListFile } from '../parse/load.ts';
import { refuse } from '../report/refusal.ts';
import type { Enforcement } from '../settings/settings.ts';
import { isWrittenInto } from '../source/read-file.ts';
import { AllowRules } from '../store/allow-rules.ts';
import { StoreError } from '../store/error.ts';
import { type CompileSettings, compileLists } from './compile.ts';
import { freeMemory } from './free-memory.ts';
import type { ListFile } from './list-file.ts';
import { memoryShort } from './memory.ts';
import { loadStoredList } from './stored-list.ts';
import { withoutInert } from './without-inert.ts';
import { witnessesOf } from './witness.ts';

/** A set of list files to make one snapshot of. */
export interface CompileRequest extends CompileSettings {
  /** The position is the list's index in the snapshot. */
  readonly files: readonly ListFile[];
  /** The store whose allow rules count, and the time, in milliseconds since 1970, that decides which are over. */
  readonly allow?: { readonly folder: string; readonly secret: Uint8Array; readonly now: number };
  /** Bytes of memory that may be taken. Default: what the system and its control groups have free. */
  readonly freeBytes?: number;
}

/** One list of a snapshot, without its rules. */
export interface CompiledList {
  readonly version: string;
  readonly sha256: string;
  readonly enforcement: Enforcement;
  /** Active rules that allow rules take out whole. */
  readonly allowed: number;
  readonly summary: ListSummary;
}

/** What compiling files comes to: everything, or nothing and each list that was refused. */
export type CompileOutcome =
  | { readonly ok: true; readonly snapshot: SharedArrayBuffer; readonly lists: readonly CompiledList[] }
  | { readonly ok: false; readonly refused: readonly RefusedList[] };

/**
 * Loads and compiles files on this thread. All or nothing: one refused list, and the caller keeps its last good snapshot,
 * instead of one in which that list is missing and its entries are unblocked.
 */
export async function compileFilesHere(request: CompileRequest): Promise<CompileOutcome> {
  const short = await memoryShort(request.files, request.freeBytes ?? freeMemory());
  if (short !== undefined) return refusedCompilation('memory-short', short);
  const loaded: LoadedList[] = [];
  const refused: RefusedList[] = [];
  for (const file of request.files) {
    const list = await loadList(file, loaded.length);
    if (list.ok) loaded.push(list);
    else if (file.held !== true) refused.push(list);
  }
  if (refused.length > 0) return { ok: false, refused };
  try {
    const allowed = await allowedIn(request, loaded.length);
    const snapshot = compileLists(loaded, request, allowed);
    const lists = loaded.map((list) => witnessed(list, snapshot));
    const written = await writtenInto(loaded);
    const doubtful = [...written, ...lists.flatMap((list, index) => tooFew(list, loaded[index]))];
    return doubtful.length > 0 ? { ok: false, refused: doubtful } : { ok: true, snapshot, lists };
  } catch (error) {
    if (error instanceof CompileError) return refusedCompilation('limit-exceeded', error.message);
    if (error instanceof StoreError) return refusedCompilation('store-unreadable', 'no record of allow rules opens');
    throw error;
  }
}

/** A list with what became of its witnesses. */
function witnessed(list: LoadedList, snapshot: SharedArrayBuffer): CompiledList {
  const { version, sha256, settings } = list;
  const witnesses = witnessesOf(list, attachSnapshot(snapshot));
  const summary = withoutInert(list.summary, witnesses);
  return { version, sha256, enforcement: settings.enforcement, allowed: witnesses.allowed, summary };
}

/** A list that has too few rules left without those that are inert. */
function tooFew({ summary }: CompiledList, loaded: LoadedList | undefined): readonly RefusedList[] {
  const problem = loaded && judgeCounts(summary.counts, loaded.settings.bounds);
  return problem === undefined
    ? []
    : [{ ok: false, refusal: refuse(summary.id, problem.reason, problem.found), summary }];
}

/** Lists that somebody goes on writing. Asked after all were compiled, which gives a slow writer time to show. */
async function writtenInto(lists: readonly LoadedList[]): Promise<readonly RefusedList[]> {
  const refused: RefusedList[] = [];
  for (const { files, settings, summary } of lists) {
    for (const file of files) {
      if (!(await isWrittenInto(file))) continue;
      refused.push({
        ok: false,
        refusal: refuse(settings.id, 'file-changing', `${file.path} is being written`),
        summary,
      });
    }
  }
  return refused;
}

async function allowedIn({ allow }: CompileRequest, list: number): Promise<readonly Rule[]> {
  if (allow === undefined) return [];
  const { folder, secret, now } = allow;
  return new AllowRules(folder, Buffer.from(secret)).inForce(list, now);
}

/** Loads one list from its file or store, with its rules. Never rejects. */
export function loadList(
  { path, settings, storeSecret, held }: ListFile,
  index: number,
): Promise<LoadedList | RefusedList> {
  if (storeSecret === undefined) return loadListFile(path, settings, index);
  return loadStoredList(path, Buffer.from(storeSecret), settings, index, held === true ? 'held' : 'current');
}

/** An outcome in which no single list is to blame. */
export function refusedCompilation(
  reason: 'limit-exceeded' | 'compiler-died' | 'compiler-failed' | 'memory-short' | 'store-unreadable',
  found: string,
): CompileOutcome {
  return { ok: false, refused: [{ ok: false, refusal: refuse('*', reason, found), summary: undefined }] };
}
