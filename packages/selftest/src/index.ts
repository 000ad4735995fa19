/** Tests a web filter from the subscriber's side. `@netvakt/selftest/command` has its command line alone, loaded lazily. */

export { type Case, GROUPS, type GroupId, tokenOf } from './cases/case.ts';
export { CASES } from './cases/cases.ts';
export { CORPUS } from './corpus/corpus.ts';
export { inOriginForm } from './corpus/origin-form.ts';
export { bytesOf, CASE, CASE_BYTES, get, type Handling, ORIGIN, type Payload } from './corpus/payload.ts';
export { bodyEnd, chosenOf, type Reading, type RequestHead, readHead } from './http/lenient-reader.ts';
export { type Capture, Recorder, type RecorderBounds } from './http/recorder.ts';
export { type FilterFormat, type OriginAddresses, syntheticList } from './lists/formats.ts';
export { BLOCKED, ENTRIES, HOSTS, MIXED, NEIGHBOURS, type SyntheticEntry } from './lists/names.ts';
export { type Identity, makeIdentity } from './origin/certificate.ts';
export type { Evidence } from './origin/evidence.ts';
export { type OriginPlace, type Origins, startOrigins } from './origin/origins.ts';
export type { Summary } from './report/summary.ts';
export type { Ground } from './run/ground.ts';
export { type CaseResult, runCases, targetsFor } from './run/run.ts';
