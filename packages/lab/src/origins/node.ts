import type { Origin, OriginKind } from './origin.ts';
import { startRecorder } from './recorder.ts';

/** Node's own `http.createServer` with its defaults. */
export const node: OriginKind = {
  name: 'node',
  program: undefined,
  start: async (): Promise<Origin> => {
    const recorder = await startRecorder('front');
    return {
      name: 'node',
      port: recorder.port,
      echoes: true,
      finish: async () => {
        await recorder.close();
        return recorder.served;
      },
    };
  },
};
