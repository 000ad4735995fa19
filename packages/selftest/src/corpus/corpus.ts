import { chunks } from './chunks.ts';
import { codings } from './codings.ts';
import { fields } from './fields.ts';
import { hops } from './hops.ts';
import { hosts } from './hosts.ts';
import { lengths } from './lengths.ts';
import { methods } from './methods.ts';
import type { Payload } from './payload.ts';
import { pipelines } from './pipelines.ts';
import { targets } from './targets.ts';
import { versions } from './versions.ts';

/** All payloads, in the order of the tables. Names are unique; the test holds that. */
export const CORPUS: readonly Payload[] = [
  ...lengths,
  ...codings,
  ...chunks,
  ...fields,
  ...hosts,
  ...targets,
  ...versions,
  ...methods,
  ...pipelines,
  ...hops,
];
