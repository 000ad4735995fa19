/** See `--help`, and the scenario itself. */

import { runAsProgram } from '../scenarios/scenario.ts';
import { websocket } from '../scenarios/websocket.ts';

await runAsProgram(websocket);
