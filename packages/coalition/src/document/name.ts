import { z } from 'zod';

/** How a policy names parties, markets and indicators. It is safe in paths, in labels of Prometheus and on a terminal. */
export const nameSchema: z.ZodType<string> = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/u, 'is not 1 to 40 lower-case letters, digits and hyphens');
