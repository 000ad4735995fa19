import type { Registration } from '../base/registration.ts';
import { folderCommands } from './folder-program.ts';
import { pageCommands } from './page-program.ts';
import { roundCommands } from './round-program.ts';
import { shareCommands } from './share-program.ts';

/** Adds `netvakt coalition …`. */
export const coalitionCommands: Registration = (program, line) => {
  const coalition = line.named(
    program.command('coalition'),
    'Compare with other operators, without showing them a figure.',
  );
  roundCommands(coalition, line);
  folderCommands(coalition, line);
  pageCommands(coalition, line);
  shareCommands(coalition, line);
};
