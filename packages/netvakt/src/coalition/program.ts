import type { Registration } from '../base/registration.ts';
import { roundCommands } from './round-program.ts';

/** Adds `netvakt coalition …`. */
export const coalitionCommands: Registration = (program, line) => {
  const coalition = line.named(
    program.command('coalition'),
    'Compare with other operators, without showing them a figure.',
  );
  roundCommands(coalition, line);
};
