import { EXIT_CODES } from '../base/exit.ts';
import { VERSION } from '../base/version.ts';
import { type DescribedCommand, describedCommands } from './commands.ts';

/**
 * Writes the manual page netvakt(1), in the macros of man(7), from the program that parses.
 *
 * @param day - of the release, `YYYY-MM-DD`.
 */
export function manPage(day: string): string {
  const commands = describedCommands().filter(({ next, words }) => next.length === 0 && words !== '');
  return [
    `.TH NETVAKT 1 "${day}" "netvakt ${VERSION}" "User Commands"`,
    '.SH NAME',
    'netvakt \\- inline web filter for internet providers',
    '.SH SYNOPSIS',
    '.B netvakt',
    '.I command',
    '.RI [ options ]',
    '.SH DESCRIPTION',
    text(
      'Netvakt blocks attempts to reach what is on lists of blocked domains, hosts, directories, pages and addresses, forwards ' +
        'everything else untouched, shows the person a block page, and counts. One YAML file configures it.',
    ),
    '.SH COMMANDS',
    ...commands.flatMap(chapter),
    '.SH EXIT STATUS',
    ...EXIT_CODES.flatMap(({ code, meaning }) => entry(String(code), meaning)),
    '.SH ENVIRONMENT',
    ...entry('NETVAKT_CONFIG', 'Configuration file of commands that are given none.'),
    ...entry(
      'CREDENTIALS_DIRECTORY',
      'Folder of the credentials that the configuration names; the service manager sets it.',
    ),
    ...entry(
      'NOTIFY_SOCKET, WATCHDOG_USEC, LISTEN_FDS',
      'Used to notify the service manager and to inherit its sockets.',
    ),
    '.SH FILES',
    ...entry('/etc/netvakt/netvakt.yaml', 'The configuration of the service.'),
    ...entry('/var/lib/netvakt', 'What the service keeps, sealed.'),
    '.SH SIGNALS',
    ...entry(
      'SIGHUP',
      'Configuration and lists are read again and take effect together; if anything is wrong, nothing changes.',
    ),
    ...entry('SIGTERM, SIGINT', 'Running requests are finished, then the process ends.'),
    '.SH SEE ALSO',
    text('The operating guide in /usr/share/doc/netvakt; systemctl(1), curl(1).'),
    '',
  ].join('\n');
}

function chapter({ words, description, options, arguments: given }: DescribedCommand): string[] {
  const names = given.map(({ name }) => name).join(' ');
  return [
    `.SS netvakt ${escaped(words)} ${escaped(names)}`.trimEnd(),
    text(description),
    ...given.flatMap(({ name, description: meaning }) => entry(name, meaning)),
    ...options.flatMap(({ flags, description: meaning }) => entry(flags, meaning)),
  ];
}

function entry(name: string, meaning: string): string[] {
  return ['.TP', `.B ${escaped(name)}`, text(meaning)];
}

/** One line, which the formatter fills. A leading full stop or apostrophe would be a request. */
function text(line: string): string {
  const safe = escaped(line);
  return /^[.']/u.test(safe) ? `\\&${safe}` : safe;
}

function escaped(line: string): string {
  return line.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('’', '\\(cq').replaceAll('…', '...');
}
