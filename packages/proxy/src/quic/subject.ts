import type { HelloReader } from '../hello/hello-reader.ts';
import type { QuicReasonCode } from '../observe/quic-reason.ts';
import type { ClientKey } from '../policy/client-key.ts';

/** Judges the hellos of one connection, and counts what became of it. */
export interface QuicSubject {
  /** Whose connection it is. */
  readonly client: ClientKey;
  /** True if the hello is free. Its bytes may be gone after the call. */
  judge(hello: HelloReader): boolean;
  /** The connection is closed, because it was not read. */
  refuse(reason: QuicReasonCode): void;
  /** Nothing more comes of it. */
  leave(): void;
}

/** Where verdicts go. Called in the middle of an inspector's work: nothing of it may be called from there. */
export interface QuicVerdicts {
  /** The packet of that number may go on, or is dropped. Each packet gets one of the two, once. */
  pass(packet: number): void;
  drop(packet: number): void;
  /** A connection begins with the datagram that is being inspected. */
  begin(): QuicSubject;
  /** A datagram was not read; it closes no connection. */
  unreadable(reason: QuicReasonCode): void;
}
