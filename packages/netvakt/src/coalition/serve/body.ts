import type { IncomingMessage } from 'node:http';

/** Resolves with the body of a request; `undefined` if it does not arrive as a whole, or has more than `most` bytes. Never rejects. */
export function readBody(request: IncomingMessage, most: number): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let length = 0;
    request.on('data', (part: Buffer) => {
      length += part.length;
      if (length > most) resolve(undefined);
      else parts.push(part);
    });
    request.on('end', () => resolve(request.complete && length <= most ? Buffer.concat(parts) : undefined));
    request.on('close', () => resolve(undefined));
  });
}
