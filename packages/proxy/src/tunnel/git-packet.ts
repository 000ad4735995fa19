import { LF } from '../bytes/classes.ts';
import { isWordGap } from '../bytes/text.ts';

/** Longer paths are no project's. */
const MOST_GIT_BYTES = 4096;

/**
 * True if bytes begin like `0032git-upload-pack /project.git NUL`: four digits of length, a command in lower case, and a path that
 * NUL ends (git's pack protocol). No server takes that for a request, but one takes it with a blank behind the path. `undefined`:
 * the path goes on in bytes that have not come yet.
 */
export function isGitPacket(bytes: Buffer, start: number): boolean | undefined {
  const command = /^[0-9a-f]{4}git-[a-z-]+ (?=\/)/u.exec(bytes.toString('latin1', start, start + 32));
  if (command === null) return false;
  const end = Math.min(bytes.length, start + MOST_GIT_BYTES);
  let at = start + command[0].length;
  while (at < end && bytes[at] !== 0 && bytes[at] !== LF && !isWordGap(bytes[at])) at += 1;
  if (at < end) return bytes[at] === 0;
  return end === bytes.length ? undefined : false;
}
