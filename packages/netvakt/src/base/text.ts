/** How commands write what they report. */

/** One line of JSON, or the same for people. */
export function shown(json: boolean | undefined, value: object, text: string): string {
  return json === true ? `${JSON.stringify(value)}\n` : `${text}\n`;
}

/** Milliseconds since 1970 as people and programs read them, in whole seconds; `never` for 0. */
export function timeOf(milliseconds: number): string {
  return milliseconds === 0 ? 'never' : `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** An address and a port as in a URL: `127.0.0.1:3128`, `[::1]:3128`. Empty for `undefined`. */
export function socketOf(socket: { readonly address: string; readonly port: number } | undefined): string {
  if (socket === undefined) return '';
  const { address, port } = socket;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
