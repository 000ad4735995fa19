import { startNodeServer } from './node-server.ts';
import type { Origin, OriginKind } from './origin.ts';

/** Node's own `http.createServer` with its defaults. */
export const node: OriginKind = {
  name: 'node',
  program: undefined,
  start: async (): Promise<Origin> => {
    const server = await startNodeServer('front');
    return {
      name: 'node',
      port: server.port,
      echoes: true,
      finish: async () => {
        await server.close();
        return server.served;
      },
    };
  },
};
