/** See `--help`, and the scenario itself. */
import { runAsProgram } from '../scenarios/scenario.ts';
import { slowClients } from '../scenarios/slow-clients.ts';

await runAsProgram(slowClients);
