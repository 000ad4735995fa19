/** What is measured. */
export type PacketCaseName = 'connections' | 'bulk' | 'quic' | 'memory';

export interface PacketCase {
  /** Stable: reports are compared by it. */
  readonly name: PacketCaseName;
  readonly what: string;
}

export const PACKET_CASES: readonly PacketCase[] = [
  { name: 'connections', what: 'new TLS connections: a hello of 517 bytes, an answer, the end' },
  { name: 'bulk', what: 'large answers, of connections that were allowed' },
  { name: 'quic', what: 'hellos of QUIC that come in two datagrams' },
  { name: 'memory', what: 'what the process keeps of flows that were allowed' },
];
