import { isIP } from 'node:net';
import { z } from 'zod';

/** A text with a form of its own: how it is checked, shown to editors, and explained to the person who got it wrong. */
interface Format {
  readonly description: string;
  readonly holds: (text: string) => boolean;
  /** What is wrong, as the end of "key: value …". */
  readonly fault: string;
  readonly remedy: string;
  /** For editors; may be coarser than `holds`, never stricter. */
  readonly pattern?: string;
}

function text({ description, holds, fault, remedy, pattern }: Format): z.ZodType<string> {
  const checked = z.string().refine(holds, { error: fault, params: { remedy } });
  return checked.meta(pattern === undefined ? { description } : { description, pattern });
}

const ID = '^[a-z][a-z0-9-]{0,31}$';

/** The id of a list or a market: it becomes a metric label, so its alphabet is small. */
export function id(description: string): z.ZodType<string> {
  return text({
    description,
    holds: (value) => new RegExp(ID).test(value),
    fault: 'is no id',
    remedy: 'Use 1 to 32 lower-case letters, digits and hyphens, beginning with a letter',
    pattern: ID,
  });
}

/** An IP address literal, without port or brackets. */
export function address(description: string): z.ZodType<string> {
  return text({
    description,
    holds: (value) => isIP(value) !== 0,
    fault: 'is no IP address',
    remedy: 'Write an address such as 127.0.0.1 or "::1"; a name is not looked up here',
  });
}

/** A CIDR prefix, or an address that stands for itself. */
export function prefix(description: string): z.ZodType<string> {
  return text({
    description,
    holds: isPrefix,
    fault: 'is no prefix',
    remedy: 'Write an address and a length such as 192.0.2.0/24 or "2001:db8::/32", or one address',
  });
}

function isPrefix(value: string): boolean {
  const [base = '', length, ...rest] = value.split('/');
  const family = isIP(base);
  if (family === 0 || rest.length > 0) return false;
  return length === undefined || (/^(0|[1-9]\d{0,2})$/.test(length) && Number(length) <= (family === 4 ? 32 : 128));
}

/** An address and a port in one text, IPv6 in brackets. */
export function socketAddress(description: string): z.ZodType<string> {
  return text({
    description,
    holds: (value) => splitSocketAddress(value) !== undefined,
    fault: 'is no address with a port',
    remedy: 'Write 127.0.0.1:8080 or "[::1]:8080"',
  });
}

/** Takes `127.0.0.1:80` and `[::1]:80` apart; `undefined` where `value` is neither. */
export function splitSocketAddress(value: string): { readonly address: string; readonly port: number } | undefined {
  const [, six, four = '', digits = ''] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(value) ?? [];
  const [host, family] = six === undefined ? [four, 4] : [six, 6];
  const number = Number(digits);
  return isIP(host) === family && number >= 1 && number <= 65_535 ? { address: host, port: number } : undefined;
}

/** In place of name servers: the machine's own way to look names up. */
export const SYSTEM = 'system';

/** A name server by address, with a port where it is not 53; or `system`. */
export function resolver(description: string): z.ZodType<string> {
  return text({
    description,
    holds: (value) => value === SYSTEM || isIP(value) !== 0 || splitSocketAddress(value) !== undefined,
    fault: 'is no name server',
    remedy: `Write an address such as 192.0.2.53 or "2001:db8::53", with a port as in "[2001:db8::53]:5353", or ${SYSTEM}`,
  });
}

/** An absolute URL, as it goes into a link: to a page, or to a mailbox. */
export function link(description: string): z.ZodType<string> {
  return text({
    description,
    holds: (value) => /^(?:https?:\/\/|mailto:)[^\s<>"'`\\]+$/.test(value) && URL.canParse(value),
    fault: 'is no link',
    remedy: 'Write an absolute URL that begins with https://, http:// or mailto:',
    pattern: '^(https?://|mailto:)',
  });
}

/** An absolute URL that a page can be got from. */
export function webAddress(description: string): z.ZodType<string> {
  return text({
    description,
    holds: (value) => /^https?:\/\/[^\s<>"'`\\@#]+$/.test(value) && URL.canParse(value),
    fault: 'is no address of a page',
    remedy: 'Write an absolute URL that begins with https:// or http://, without user name and fragment',
    pattern: '^https?://',
  });
}

/** Text for people: one to `most` characters on one line. */
export function words(description: string, most: number): z.ZodType<string> {
  return text({
    description,
    holds: (value) => value.trim() !== '' && value.length <= most && !/\p{Cc}/u.test(value),
    fault: `is no text of 1 to ${most} characters on one line`,
    remedy: 'Shorten it; fold long text with ">-"',
  });
}

/** A path in the file system; relative ones start from the configuration file's folder. */
export function path(description: string): z.ZodType<string> {
  return text({
    description,
    holds: (value) => value !== '' && !value.includes('\0'),
    fault: 'is no path',
    remedy: 'Write a path, absolute or relative to this file',
  });
}

/** A whole number with both bounds, and a default. */
export function count(description: string, least: number, most: number, preset: number): z.ZodType<number> {
  return z.int().min(least).max(most).default(preset).meta({ description });
}

/** A TCP port. */
export function port(description: string, preset: number): z.ZodType<number> {
  return count(`${description} 0 lets the system choose.`, 0, 65_535, preset);
}
