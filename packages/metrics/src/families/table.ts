import { CONNECTIONS } from './connections.ts';
import type { Definition } from './definition.ts';
import { FLEET } from './fleet.ts';
import { LISTS } from './lists.ts';
import { PROBES } from './probes.ts';
import { PROCESS } from './process.ts';
import { REQUESTS } from './requests.ts';
import { STATISTICS } from './statistics.ts';

/** The chapters of the reference, in reading order. */
export const CHAPTERS: readonly { readonly title: string; readonly families: readonly Definition[] }[] = [
  { title: 'Requests and verdicts', families: REQUESTS },
  { title: 'Statistics', families: STATISTICS },
  { title: 'Connections', families: CONNECTIONS },
  { title: 'Lists', families: LISTS },
  { title: 'Prober', families: PROBES },
  { title: 'Fleet', families: FLEET },
  { title: 'Process', families: PROCESS },
];

/** Every family that netvakt exports: the exposition and `docs/metrics.md` are both made from this table. */
export const DEFINITIONS: readonly Definition[] = CHAPTERS.flatMap(({ families }) => families);
