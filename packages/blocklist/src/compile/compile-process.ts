/**
 * The compile process: reads its request, answers once, ends. The kernel clears its memory, with every entry in plain text, when it
 * gives it to somebody else.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { COMPILED, REQUEST, SNAPSHOT } from './compile-streams.ts';
import { type CompileOutcome, type CompileRequest, compileFilesHere, refusedCompilation } from './files.ts';
import { describeOwnError, isOutOfMemory } from './own-error.ts';

// The only sender is compileListFiles, of this package and version. The descriptors block, so that nothing is cut off.
const outcome = await compiled(deserialize(readFileSync(REQUEST)) as CompileRequest);
if (outcome.ok) writeFileSync(SNAPSHOT, new Uint8Array(outcome.snapshot));
writeFileSync(COMPILED, serialize(outcome.ok ? { ok: true, lists: outcome.lists } : outcome));

/** Reports a mistake in this program and a lack of memory as different refusals: more memory would not help against a mistake. */
async function compiled(request: CompileRequest): Promise<CompileOutcome> {
  try {
    return await compileFilesHere(request);
  } catch (error) {
    if (isOutOfMemory(error)) return refusedCompilation('compiler-died', 'its process found no room for an array');
    return refusedCompilation('compiler-failed', describeOwnError(error));
  }
}
