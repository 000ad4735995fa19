/** Defaults that commands share with the schema. Every command loads this file, so it imports nothing: zod is slow to load. */

/** Where the administration port listens, and where `netvakt announce` looks for it. */
export const ADMIN_SOCKET = { address: '127.0.0.1', port: 9464 } as const;

/** Where the explicit proxy listens. */
export const PROXY_SOCKET = { address: '127.0.0.1', port: 3128 } as const;

/** How a fleet's nodes and roll-outs go on; `netvakt fleet simulate` starts from the same. */
export const ROLL_OUT = {
  /** Between two looks of a node at the store. */
  everySeconds: 60,
  /** Between two steps. */
  holdMinutes: 60,
  /** Per cent of the nodes, step by step. */
  shares: [1, 10, 100],
} as const;
