/** See `--help`, and the scenario itself. */
import { hostileOrigins } from '../scenarios/hostile-origins.ts';
import { runAsProgram } from '../scenarios/scenario.ts';

await runAsProgram(hostileOrigins);
