import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { SystemPerson } from '@netvakt/blocklist';

/** What the kernel shows for a process that nobody logged in for: -1 as an unsigned number. */
const NO_LOGIN = 0xffff_ffff;

/**
 * Returns who runs this process. The login is the kernel's, set once when the session began (proc(5), loginuid). So it is the same
 * in every shell of the session, whatever su or sudo made of the user since. On a kernel without audit it is what sudo reports.
 */
export function systemPerson(
  environment: NodeJS.ProcessEnv,
  read: () => string = () => readFileSync('/proc/self/loginuid', 'latin1'),
): SystemPerson {
  return { uid: process.geteuid?.() ?? 0, login: loginOf(read) ?? numberIn(environment['SUDO_UID']) };
}

/** The name of the user that runs this process; its number if it has none, as in a container. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.geteuid?.() ?? 0}`;
  }
}

function loginOf(read: () => string): number | undefined {
  try {
    const login = numberIn(read().trim());
    return login === NO_LOGIN ? undefined : login;
  } catch {
    return undefined; // no audit in this kernel, or not Linux
  }
}

function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/u.test(text) ? Number(text) : undefined;
}
