import { COALITION_FAMILIES } from './coalition.ts';
import { CONNECTION_FAMILIES } from './connections.ts';
import { DAY_FAMILIES } from './days.ts';
import type { Definition } from './definition.ts';
import { EXEMPTION_FAMILIES } from './exemptions.ts';
import { FLEET_FAMILIES } from './fleet.ts';
import { INTERCEPTION_FAMILIES } from './interception.ts';
import { LIST_FAMILIES } from './lists.ts';
import { PACKET_FAMILIES } from './packets.ts';
import { PROBE_FAMILIES } from './probes.ts';
import { PROCESS_FAMILIES } from './process.ts';
import { REQUEST_FAMILIES } from './requests.ts';
import { STATISTICS_FAMILIES } from './statistics.ts';

/** The chapters of the reference, in reading order. */
export const CHAPTERS: readonly { readonly title: string; readonly families: readonly Definition[] }[] = [
  { title: 'Requests and verdicts', families: REQUEST_FAMILIES },
  { title: 'Statistics', families: STATISTICS_FAMILIES },
  { title: 'Days', families: DAY_FAMILIES },
  { title: 'Connections', families: CONNECTION_FAMILIES },
  { title: 'Interception', families: INTERCEPTION_FAMILIES },
  { title: 'Packets', families: PACKET_FAMILIES },
  { title: 'Exemptions', families: EXEMPTION_FAMILIES },
  { title: 'Lists', families: LIST_FAMILIES },
  { title: 'Prober', families: PROBE_FAMILIES },
  { title: 'Fleet', families: FLEET_FAMILIES },
  { title: 'Coalition', families: COALITION_FAMILIES },
  { title: 'Process', families: PROCESS_FAMILIES },
];

/** Every family that netvakt exports: the exposition and `docs/metrics.md` are both made from this table. */
export const DEFINITIONS: readonly Definition[] = CHAPTERS.flatMap(({ families }) => families);
