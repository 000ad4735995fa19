import { askAdmin } from '../base/ask-admin.ts';
import type { RouteState } from './announcer.ts';

/** Asks one node for `/-/route`. Never rejects. */
export type AskRoute = (base: string) => Promise<RouteState>;

/** A node that takes longer is not one to send subscribers to. */
const PATIENCE = 2000;
const UNREACHABLE: RouteState = { route: false, reasons: ['unreachable'] };

/** Asks a node. @param base - such as `http://127.0.0.1:9464`, or `unix:/run/netvakt/admin.sock`. */
export const askRoute: AskRoute = async (base) => {
  const reply = await askAdmin(base, '/-/route', PATIENCE);
  try {
    return reply === undefined ? UNREACHABLE : seenIn(JSON.parse(reply.body));
  } catch {
    return UNREACHABLE; // something else answers
  }
};

function seenIn(value: unknown): RouteState {
  if (typeof value !== 'object' || value === null || !('route' in value && 'reasons' in value)) return UNREACHABLE;
  const { route, reasons } = value;
  if (typeof route !== 'boolean' || !Array.isArray(reasons)) return UNREACHABLE;
  return { route, reasons: reasons.map(String) };
}
