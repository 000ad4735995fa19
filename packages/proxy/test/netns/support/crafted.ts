import type { TcpShape } from '../../support/packet.ts';

/** One packet of a flow, with bytes in hexadecimal. */
export interface CraftedStep {
  /** Offset of the first byte; the flow's own begins at 0. */
  readonly offset?: number;
  readonly data?: string;
  /** TCP options, in place of the flow's. */
  readonly options?: string;
  readonly shape?: Pick<TcpShape, 'flags' | 'ttl' | 'urgent' | 'wrongChecksum' | 'firstExtension'> & {
    readonly extensions?: never;
  };
  /** Not sent again in later rounds. */
  readonly once?: boolean;
  /** Milliseconds before it. */
  readonly waitMs?: number;
}

/** A flow that is played step by step, over and over until it is answered or ended. */
export interface CraftedFlow {
  readonly six: boolean;
  readonly port: number;
  /** Sequence number of the first byte. */
  readonly base: number;
  /** Bytes that the client has to send in all. */
  readonly length: number;
  readonly syn?: { readonly options?: string; readonly data?: string };
  /** TCP options of every packet after the SYN. */
  readonly options?: string;
  readonly fragments?: boolean;
  readonly steps: readonly CraftedStep[];
  /** How often all is sent. Default: 20. */
  readonly rounds?: number;
}

/** What a flow came to, as its client saw it. */
export interface FlowEnd {
  /** The first bytes that the server sent, in hexadecimal. */
  readonly answer: string;
  readonly alert: boolean;
  readonly reset: boolean;
}
