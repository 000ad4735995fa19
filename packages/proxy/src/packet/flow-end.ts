import { ACCESS_DENIED, alertFor } from '../answer/tls-alert.ts';
import type { PacketFlow } from './packet-flow.ts';
import { FLAG } from './packet-reader.ts';
import { NO_DATA, segmentBytes } from './segment.ts';

/** What the client of a flow is given that must end: a TLS alert and the end of the connection, or a reset if so configured. */
export function goodbye(flow: PacketFlow): Buffer {
  const { refusal, visit } = flow;
  const { source, destination } = visit;
  const alert = refusal === undefined ? ACCESS_DENIED : alertFor(refusal);
  const isReset = visit.policy.resetsTls || alert === undefined;
  return segmentBytes({
    from: destination.bytes,
    to: source.bytes,
    fromPort: destination.port,
    toPort: source.port,
    sequence: flow.expected,
    acknowledgement: flow.base + flow.stream.end,
    flags: FLAG.ack | (isReset ? FLAG.rst : FLAG.psh | FLAG.fin),
    data: isReset ? NO_DATA : alert,
  });
}

/**
 * What the server is given: a reset where it expects the next byte. If something was released, nobody knows whether it took that: it
 * may be waiting behind it, or still at the first byte.
 */
export function resets(flow: PacketFlow): readonly [Buffer, ...Buffer[]] {
  const { source, destination } = flow.visit;
  const at = (offset: number): Buffer =>
    segmentBytes({
      from: source.bytes,
      to: destination.bytes,
      fromPort: source.port,
      toPort: destination.port,
      sequence: flow.base + offset,
      acknowledgement: flow.expected,
      flags: FLAG.rst | FLAG.ack,
      data: NO_DATA,
    });
  return flow.released === 0 ? [at(0)] : [at(flow.released), at(0)];
}
