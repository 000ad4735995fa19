import { isIP } from 'node:net';
import { LIST_ID } from '@netvakt/blocklist/configuration';
import { MAX_HOST } from '@netvakt/matcher';
import { isTimeZone } from '@netvakt/metrics/local-days';
import { z } from 'zod';
import { WrittenPath } from './written-path.ts';

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

function text({ description, holds, fault, remedy, pattern }: Format): z.ZodString {
  const checked = z.string().refine(holds, { error: fault, params: { remedy } });
  return checked.meta(pattern === undefined ? { description } : { description, pattern });
}

/** The id of a list, a market or a fleet: it becomes a metric label and part of signed documents, so its alphabet is small. */
export function id(description: string): z.ZodString {
  return text({
    description,
    holds: (value) => LIST_ID.test(value),
    fault: 'is no id',
    remedy: 'Use 1 to 32 lower-case letters, digits and hyphens, beginning with a letter',
    pattern: LIST_ID.source,
  });
}

/** A time zone that the runtime knows. */
export function timeZone(description: string): z.ZodString {
  return text({
    description,
    holds: isTimeZone,
    fault: 'is no time zone',
    remedy: 'Write a name of the time zone database, such as Europe/Stockholm or UTC',
  });
}

/** An IP address literal, without port or brackets. */
export function address(description: string): z.ZodString {
  return text({
    description,
    holds: (value) => isIP(value) !== 0,
    fault: 'is no IP address',
    remedy: 'Write an address such as 127.0.0.1 or "::1"; a name is not looked up here',
  });
}

/** A CIDR prefix, or an address that stands for itself. */
export function prefix(description: string): z.ZodString {
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
export function addressWithPort(description: string): z.ZodString {
  return text({
    description,
    holds: (value) => splitSocketAddress(value) !== undefined,
    fault: 'is no address with a port',
    remedy: 'Write 127.0.0.1:8080 or "[::1]:8080"',
  });
}

/** Takes `127.0.0.1:80` and `[::1]:80` apart; `undefined` if `value` is neither. */
export function splitSocketAddress(value: string): { readonly address: string; readonly port: number } | undefined {
  const [, six, four = '', digits = ''] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(value) ?? [];
  const [host, family] = six === undefined ? [four, 4] : [six, 6];
  const number = Number(digits);
  return isIP(host) === family && number >= 1 && number <= MOST_PORT ? { address: host, port: number } : undefined;
}

/** In place of name servers: the machine's own way to look names up. */
export const SYSTEM = 'system';

/** A name server by address, with a port if it is not 53; or `system`. */
export function resolver(description: string): z.ZodString {
  return text({
    description,
    holds: (value) => value === SYSTEM || isIP(value) !== 0 || splitSocketAddress(value) !== undefined,
    fault: 'is no name server',
    remedy: `Write an address such as 192.0.2.53 or "2001:db8::53", with a port as in "[2001:db8::53]:5353", or ${SYSTEM}`,
  });
}

/** An absolute URL, as it goes into a link: to a page, or to a mailbox. */
export function link(description: string): z.ZodString {
  return text({
    description,
    holds: (value) => /^(?:https?:\/\/|mailto:)[^\s<>"'`\\]+$/.test(value) && URL.canParse(value),
    fault: 'is no link',
    remedy: 'Write an absolute URL that begins with https://, http:// or mailto:',
    pattern: '^(https?://|mailto:)',
  });
}

/** An absolute URL that a page can be got from. */
export function webAddress(description: string): z.ZodString {
  return text({
    description,
    holds: (value) => /^https?:\/\/[^\s<>"'`\\@#]+$/.test(value) && URL.canParse(value),
    fault: 'is no address of a page',
    remedy: 'Write an absolute URL that begins with https:// or http://, without user name and fragment',
    pattern: '^https?://',
  });
}

/** Text for people: one to `most` characters on one line. */
export function words(description: string, most: number): z.ZodString {
  return text({
    description,
    holds: (value) => value.trim() !== '' && value.length <= most && !/\p{Cc}/u.test(value),
    fault: `is no text of 1 to ${most} characters on one line`,
    remedy: 'Shorten it; fold long text with ">-"',
  });
}

/** A host as a person writes it, no longer than a host can be; whether it is one is checked with its relations. */
export function hostName(description: string): z.ZodString {
  return words(description, MAX_HOST);
}

/** A path in the file system; relative ones start from the configuration file's folder. */
export function path(description: string): z.ZodPipe<z.ZodString, z.ZodTransform<WrittenPath, string>> {
  return text({
    description,
    holds: (value) => value !== '' && !value.includes('\0'),
    fault: 'is no path',
    remedy: 'Write a path, absolute or relative to this file',
  }).transform((value) => new WrittenPath(value));
}

/** A list of at most `most` entries. Default: empty. */
export function list<Item extends z.ZodType>(
  item: Item,
  most: number,
  description: string,
): z.ZodPrefault<z.ZodArray<Item>> {
  return z.array(item).max(most).prefault([]).meta({ description });
}

/** A whole number with both bounds, and a default. */
export function count(description: string, least: number, most: number, preset: number): z.ZodDefault<z.ZodInt> {
  return z.int().min(least).max(most).default(preset).meta({ description });
}

/** A share of what there was before: 0.2 is a fifth, 1000 a thousand times as much. */
export function share(description: string, preset: number): z.ZodDefault<z.ZodNumber> {
  return z.number().min(0).max(1000).default(preset).meta({ description });
}

const MOST_PORT = 65_535;

/** A TCP port that connections go to. */
export const PORT: z.ZodInt = z.int().min(1).max(MOST_PORT);

/** A TCP port to listen on, with a default. */
export function port(description: string, preset: number): z.ZodDefault<z.ZodInt> {
  return count(`${description} 0 lets the system choose.`, 0, MOST_PORT, preset);
}
