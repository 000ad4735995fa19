/** See `--help`, and the scenario itself. */

import { download2GiB } from '../scenarios/download.ts';
import { runAsProgram } from '../scenarios/scenario.ts';

await runAsProgram(download2GiB);
