/** A thousand aborted clients; see `--help`. */
import { abortStorm } from '../scenarios/abort-storm.ts';
import { runAsProgram } from '../scenarios/scenario.ts';

await runAsProgram(abortStorm);
