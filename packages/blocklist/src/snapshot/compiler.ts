import { Worker } from 'node:worker_threads';
import { type CompileOutcome, type CompileRequest, refusedCompilation } from './files.ts';

/** Bounds of the worker thread. */
export interface CompileWorkerLimits {
  /** Megabytes of heap that the thread may take before it is ended; Node's own bound where left out. */
  readonly heapMegabytes?: number;
}

/** Run from source, modules are `.ts`; the compiler renames imports, but not this. */
const ENTRY = new URL(import.meta.url.endsWith('.ts') ? './compile-worker.ts' : './compile-worker.js', import.meta.url);

/**
 * Loads, parses and compiles list files in a thread of their own, so that this one never stalls: only file names go there, only
 * the snapshot, counts and positions come back. The thread ends after it, and the plain entries with it.
 *
 * @returns the snapshot, or every refusal. Never rejects: a thread that dies, out of memory or by a mistake, is the refusal
 *   `compiler-died`, and the caller keeps its last good snapshot.
 */
export function compileListFiles(request: CompileRequest, limits: CompileWorkerLimits = {}): Promise<CompileOutcome> {
  const { heapMegabytes } = limits;
  const resourceLimits = heapMegabytes === undefined ? {} : { maxOldGenerationSizeMb: heapMegabytes };
  return new Promise((resolve) => {
    let outcome: CompileOutcome | undefined;
    const worker = new Worker(ENTRY, { workerData: request, resourceLimits });
    worker.once('message', (answer: CompileOutcome) => {
      outcome = answer;
    });
    // The error's code or class only: its message could quote what the thread was reading.
    worker.once('error', (error) => {
      outcome = refusedCompilation('compiler-died', `the compile thread failed: ${nameOf(error)}`);
    });
    // Not before: the thread's heap still holds every entry, and its memory is needed for what comes next.
    worker.once('exit', (code) => {
      resolve(
        outcome ?? refusedCompilation('compiler-died', `the compile thread ended with code ${code}, without answer`),
      );
    });
  });
}

function nameOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'an unknown error';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'name' in error && typeof error.name === 'string' ? error.name : 'an unknown error';
}
