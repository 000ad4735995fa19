import { z } from 'zod';

/** The form of every name, as part of a regular expression. It is also that of ids in the configuration of a filter. */
export const NAME_FORM: string = '[a-z][a-z0-9-]{0,31}';

/** How all documents name parties, markets and indicators. It is safe in paths, in labels of Prometheus and on a terminal. */
export const nameSchema: z.ZodType<string> = z
  .string()
  .regex(new RegExp(`^${NAME_FORM}$`, 'u'), 'is not 1 to 32 lower-case letters, digits and hyphens');
