import { fileURLToPath } from 'node:url';
import { freePort, startDaemon } from '../../common/daemon.ts';
import type { RunningProxy, Scene } from '../contestant.ts';

/** What the modules `*-server.ts` find in their first argument, as JSON. */
export interface NodeProxyTask {
  readonly port: number;
  readonly originPort: number;
  /** `null` without rules. */
  readonly listFile: string | null;
}

/** A proxy written with a library from npm, in a Node process of its own. */
export function startNodeProxy(module: 'http-proxy-server.ts' | 'proxy-chain-server.ts') {
  return async (scene: Scene): Promise<RunningProxy> => {
    const port = await freePort();
    const { originPort, rules, listFile } = scene;
    const task: NodeProxyTask = { port, originPort, listFile: rules > 0 ? listFile : null };
    const script = fileURLToPath(new URL(module, import.meta.url));
    const args = ['--conditions=@netvakt/source', '--max-old-space-size=4096', script, JSON.stringify(task)];
    const daemon = await startDaemon(module, { program: process.execPath, args, core: scene.core }, port);
    return { ...daemon, tunnelEntry: port, tunnelStyle: 'connect', transparentEntry: 0 };
  };
}
