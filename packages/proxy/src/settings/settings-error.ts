/** A setting that cannot be used: a prefix that is no prefix, a market that is not there. Names the key and the remedy. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly code = 'ERR_PROXY_SETTINGS';
  /** The path of the setting, as in `destinations.deny[2]`. */
  readonly key: string;

  constructor(key: string, problem: string) {
    super(`Cannot use the setting ${key}: ${problem}`);
    this.key = key;
  }
}
