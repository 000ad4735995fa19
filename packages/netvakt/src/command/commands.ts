import { registerSelfTest } from '@netvakt/selftest/command';
import { announceCommands } from '../announce/program.ts';
import type { Registration } from '../base/registration.ts';
import { blockPageCommands } from '../blockpage/program.ts';
import { coalitionCommands } from '../coalition/program.ts';
import { compileCommands } from '../compile/program.ts';
import { configCommands } from '../config/program.ts';
import { demoCommands } from '../demo/program.ts';
import { doctorCommands } from '../doctor/program.ts';
import { exemptCommands } from '../exempt/program.ts';
import { exportCommands } from '../export/program.ts';
import { fleetCommands } from '../fleet/program.ts';
import { listCommands } from '../list/program.ts';
import { reportCommands } from '../report/program.ts';
import { runCommands } from '../run/program.ts';
import { totalsCommands } from '../totals/program.ts';

/**
 * Every command of the program, in the order in which help shows them. Features do not know of each other: what one needs
 * of another is passed to it here, and loaded when the command runs.
 */
export const COMMANDS: readonly Registration[] = [
  runCommands(async () => (await import('../demo/demonstration.ts')).demonstration),
  compileCommands,
  configCommands(async (config) => (await import('../blockpage/answers.ts')).renderAnswers(config)),
  listCommands,
  fleetCommands(async (config, seed) => (await import('../compile/lists.ts')).compileConfigured(config, seed)),
  blockPageCommands,
  totalsCommands,
  reportCommands(async () => (await import('../totals/read.ts')).readTotalsOf),
  demoCommands,
  exportCommands(
    async (config, environment) => (await import('../list/enforced.ts')).enforcedFiles(config, environment),
    async (config, stderr) => (await import('../exempt/sources.ts')).exemptSources(config, stderr),
  ),
  exemptCommands(async (config) => (await import('../export/nft/exempt-update.ts')).exemptUpdate(config)),
  doctorCommands,
  coalitionCommands,
  announceCommands,
  (program, { named, act }) => registerSelfTest(program, named, act),
];
