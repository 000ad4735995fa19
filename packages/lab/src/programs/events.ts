/** See `--help`, and the scenario itself. */
import { events } from '../scenarios/events.ts';
import { runAsProgram } from '../scenarios/scenario.ts';

await runAsProgram(events);
