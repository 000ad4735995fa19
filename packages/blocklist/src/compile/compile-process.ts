/**
 * The compile process: reads its request, answers once, ends. The kernel clears its memory, with every entry in plain text, when it
 * gives it to somebody else.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { COMPILED, REQUEST, SNAPSHOT } from './compile-streams.ts';
import { type CompileRequest, compileFilesHere } from './files.ts';

// The only sender is compileListFiles, of this package and version. The descriptors block, so that nothing is cut off.
const outcome = await compileFilesHere(deserialize(readFileSync(REQUEST)) as CompileRequest);
if (outcome.ok) writeFileSync(SNAPSHOT, new Uint8Array(outcome.snapshot));
writeFileSync(COMPILED, serialize(outcome.ok ? { ok: true, lists: outcome.lists } : outcome));
