/** How a blocked TLS handshake ends (`proxy.tls_block`): by the fatal alert `access_denied` (RFC 8446 §6.2), or by a TCP reset. */
export const TLS_ENDINGS = ['alert', 'reset'] as const;

/** `alert` or `reset`. */
export type TlsEnding = (typeof TLS_ENDINGS)[number];

/**
 * Which endings were in force. Browsers load a page again after a reset and not after an alert, so attempts in TLS that were counted under
 * two endings must not be compared: whoever writes figures down writes the endings with them.
 */
export class EndingLedger {
  #current: TlsEnding | undefined;
  readonly #all = new Set<TlsEnding>();
  #unwritten = new Set<TlsEnding>();

  /** `ending` is in force from now on. */
  inForce(ending: TlsEnding): void {
    this.#current = ending;
    this.#all.delete(ending); // the last one is the one in force
    this.#all.add(ending);
    this.#unwritten.add(ending);
  }

  /** The ending in force; `undefined` before the first configuration takes effect. */
  get current(): TlsEnding | undefined {
    return this.#current;
  }

  /** Those in force at any time since the start of the process, the current one last. */
  get all(): readonly TlsEnding[] {
    return [...this.#all];
  }

  /** Those in force at any time since {@link written}, or since the start; the current one included. */
  get unwritten(): readonly TlsEnding[] {
    return [...this.#unwritten];
  }

  /** What was counted until now is written down, with its endings. */
  written(): void {
    this.#unwritten = new Set(this.#current === undefined ? [] : [this.#current]);
  }
}
