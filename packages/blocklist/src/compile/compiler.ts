import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import { systemCode } from '../report/system.ts';
import { NO_INSPECTOR, spawnBehindTraffic } from './behind-traffic.ts';
import { COMPILED, type CompileAnswer, REQUEST, SNAPSHOT } from './compile-streams.ts';
import { type CompileOutcome, type CompileRequest, refusedCompilation } from './files.ts';
import { freeMemory, heapOption } from './free-memory.ts';

/** Bounds of the compile process. */
export interface CompileLimits {
  /** Megabytes of heap that it may take before it is ended; default: all the memory there is. */
  readonly heapMegabytes?: number;
}

/** Run from source, modules are `.ts`; the compiler renames imports, but not this. */
const ENTRY = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './compile-process.ts' : './compile-process.js', import.meta.url),
);

/**
 * Loads, parses and compiles list files in a process of its own, so that this one never stalls and never holds an entry: only file
 * names go there, only the snapshot, counts and positions come back. A thread would not do: what it frees stays readable in the
 * memory of the process, 33,000 parts of entries after five loads of 3,000.
 *
 * @returns the snapshot, or every refusal. Never rejects: a process that dies, out of memory, is the refusal `compiler-died`, one that
 *   fails by a mistake of ours `compiler-failed`, and the caller keeps its last good snapshot.
 */
export async function compileListFiles(request: CompileRequest, limits: CompileLimits = {}): Promise<CompileOutcome> {
  const { heapMegabytes } = limits;
  // Asked here: what the process itself takes is part of the estimate.
  const { freeBytes = freeMemory() } = request;
  const child = await started(
    heapMegabytes === undefined ? heapOption(freeBytes) : `--max-old-space-size=${heapMegabytes}`,
  );
  if (typeof child === 'string') return refusedCompilation('compiler-died', `its process did not start: ${child}`);
  const abandon = (): void => void child.kill('SIGKILL');
  process.once('exit', abandon);
  // An error here means that the process died: 'close' follows.
  (child.stdio[REQUEST] as Writable).on('error', () => undefined).end(serialize({ ...request, freeBytes }));
  const [snapshot, answer, end] = await Promise.all([
    piecesOf(child.stdio[SNAPSHOT] as Readable),
    piecesOf(child.stdio[COMPILED] as Readable),
    endOf(child),
  ]);
  process.off('exit', abandon);
  if (end !== undefined) return refusedCompilation(end.reason, `its process ended with ${end.found}`);
  const reply = deserialize(Buffer.concat(answer)) as CompileAnswer;
  return reply.ok ? { ok: true, snapshot: sharedFrom(snapshot), lists: reply.lists } : reply;
}

/** The process, or the system's code for why there is none. */
async function started(heap: string): Promise<ChildProcess | string> {
  try {
    const child = spawnBehindTraffic(process.execPath, [NO_INSPECTOR, ...process.execArgv, heap, ENTRY], {
      // Neither its standard output nor its standard error: V8 prints there what it is doing, and on the latter so if out of memory.
      stdio: ['pipe', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    if (child.pid === undefined) return codeOf(((await once(child, 'error')) as [unknown])[0]);
    return child;
  } catch (error) {
    return codeOf(error);
  }
}

function codeOf(error: unknown): string {
  return systemCode(error) ?? 'an unknown error';
}

async function piecesOf(stream: Readable): Promise<readonly Buffer[]> {
  const pieces: Buffer[] = [];
  stream.on('error', () => undefined); // 'close' follows
  stream.on('data', (piece: Buffer) => pieces.push(piece));
  await new Promise((resolve) => stream.once('close', resolve));
  return pieces;
}

/** How a process ended that should not have. */
interface BadEnd {
  readonly reason: 'compiler-died' | 'compiler-failed';
  readonly found: string;
}

/**
 * A process that runs out of memory ends by a signal: V8 aborts, or the kernel kills it. A shell reports that as 128 plus the signal. After an
 * uncaught error, Node's exit code is lower.
 */
const LEAST_SIGNAL_CODE = 128;

/** Resolves when the process is gone and all that it wrote was read: with how it ended, unless that was in order. */
function endOf(child: ChildProcess): Promise<BadEnd | undefined> {
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      if (code === 0) resolve(undefined);
      else if (code === null || code >= LEAST_SIGNAL_CODE)
        resolve({ reason: 'compiler-died', found: signal ?? `code ${code}` });
      else resolve({ reason: 'compiler-failed', found: `code ${code}` });
    });
  });
}

/** Piece by piece, so that a large snapshot is never here three times. */
function sharedFrom(pieces: readonly Buffer[]): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(pieces.reduce((length, piece) => length + piece.length, 0));
  const bytes = new Uint8Array(shared);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return shared;
}
