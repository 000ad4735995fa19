/**
 * The version that a list states of itself, in a comment before its first entry:
 *
 *   # version: 2026-11-23T04:00:00Z
 *   ; serial = 2026112301
 *
 * Digits and the signs of dates and serials only: a version is shown in metrics and answers, and must not be able to carry a name.
 */
const STATED = /^[#;]\s*(?:version|serial)\s*[:=]\s*(\S+)$/iu;
const VERSION = /^\d[\dTZ.:+-]{0,39}$/iu;

/** The version in a comment line, or `undefined`. Linear in the length. */
export function statedVersion(comment: string): string | undefined {
  const version = STATED.exec(comment.trim())?.[1];
  return version !== undefined && isVersion(version) ? version : undefined;
}

/** True for what may be shown as a version. */
export function isVersion(text: string): boolean {
  return VERSION.test(text);
}
