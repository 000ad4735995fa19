/** A way to the receiver. */
export interface SyslogSender {
  /** Sends one message, now or when the receiver is there again. False: it was dropped. Never throws. */
  send(message: string): boolean;
  close(): void;
}
