/** The compile worker: reads its request, answers once, ends. Its heap, with every entry in plain text, ends with it. */
import { parentPort, workerData } from 'node:worker_threads';
import { type CompileRequest, compileFilesHere } from './files.ts';

// The only sender is compileListFiles, of this package and version.
const request = workerData as CompileRequest;
parentPort?.postMessage(await compileFilesHere(request));
