/** What clients of a run send. */
import { readFileSync } from 'node:fs';
import { clientHello } from '../proxy/origin/client-hello.ts';
import { datagramPairs } from './quic-hello.ts';
import type { PacketBenchSettings } from './settings.ts';
import { trafficFile } from './traffic.ts';

const RECORD_HEAD_BYTES = 5;

/** Paths of files that traffic.c sends. */
export interface Hellos {
  /** Hellos of a name that is free, and of one that is listed. */
  readonly free: string;
  readonly listed: string;
  /** Pairs of datagrams of QUIC with the first. */
  readonly quic: string;
}

/** `list`: a file of names, of which the first is taken; without one, none is listed. */
export function writeHellos(
  folder: string,
  { connections }: PacketBenchSettings,
  free: string,
  list: string | undefined,
): Hellos {
  const hello = clientHello(free);
  const [listed = ''] = list === undefined ? [] : readFileSync(list, 'latin1').split('\n', 1);
  return {
    free: trafficFile(folder, 'free.hello', hello),
    listed: trafficFile(folder, 'listed.hello', clientHello(listed)),
    quic: trafficFile(folder, 'quic.hellos', datagramPairs(hello.subarray(RECORD_HEAD_BYTES), connections)),
  };
}
