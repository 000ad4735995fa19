import { createInterface } from 'node:readline';
import type { Message } from '../support/program.ts';

/** The one argument of a program. */
export function argument(): unknown {
  return JSON.parse(process.argv[2] ?? 'null');
}

export function notify(message: Message): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** Calls back for each line of JSON; answers `{ ping }` itself; ends the program with its standard input. */
export function listen(heard: (message: Message) => void): void {
  createInterface(process.stdin)
    .on('line', (line) => {
      const message = JSON.parse(line) as Message;
      if ('ping' in message) notify({ pong: message['ping'] });
      else heard(message);
    })
    .on('close', () => process.exit());
}
