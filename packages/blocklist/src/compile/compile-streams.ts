/**
 * Descriptors of the compile process. Nothing comes by its command line or environment, which every user of the machine can read, nor by
 * its standard output: V8 itself writes there with some options, such as `--trace-gc`.
 */
import type { CompiledList, CompileOutcome } from './files.ts';

/** The request, serialised by `node:v8`. */
export const REQUEST = 0;
/** The bytes of the snapshot, as they are. */
export const SNAPSHOT = 4;
/** The rest of the answer, serialised by `node:v8`. */
export const COMPILED = 3;

/** What comes by {@link COMPILED}. */
export type CompileAnswer =
  | { readonly ok: true; readonly lists: readonly CompiledList[] }
  | Extract<CompileOutcome, { readonly ok: false }>;
