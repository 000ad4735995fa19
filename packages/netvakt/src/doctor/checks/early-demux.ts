/** Whether subscribers can use a port again at once when their traffic passes by the filter. */
import { dropsReusedPorts, EARLY_DEMUX_REMEDY } from '../../export/nft/early-demux.ts';
import { findingsOf, type MachineFinding } from '../finding.ts';
import type { Machine } from '../machine.ts';

const { good, warning } = findingsOf('early-demux');

export function earlyDemux({ read }: Machine): MachineFinding[] {
  if (!dropsReusedPorts(read)) return [good('ports can be used again at once when traffic passes by the filter')];
  return [
    warning(
      'net.ipv4.tcp_early_demux is 1: when rules are removed or a destination is bypassed, a port that was intercepted gets no answer for up to a minute',
      EARLY_DEMUX_REMEDY,
    ),
  ];
}
