import { codeOf } from '../base/anonymous.ts';
import { listenError } from '../base/listen-error.ts';
import type { Config } from '../config/config.ts';
import type { Demonstration } from '../run/command.ts';
import { demoLines } from './lines.ts';
import { type DemoOrigin, startOrigin } from './origin.ts';

/** What `netvakt run --demo` shows: the web server that stands for the internet, and lines to paste. */
export const demonstration: Demonstration = { start, lines: demoLines };

async function start({ fixed: { demo } }: Config): Promise<DemoOrigin> {
  const { address, httpPort, httpsPort } = demo;
  try {
    return await startOrigin(demo);
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || !code.startsWith('EA')) throw error;
    throw listenError('demo.http_port, demo.https_port', `${address}:${httpPort} and ${httpsPort}`, code);
  }
}
