/** A response as the client read it. */
export interface Response {
  readonly status: number;
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Without its chunks’ frames. */
  readonly body: Buffer;
  readonly bytes: Buffer;
  readonly whole: boolean;
}

/** The value of a field, in lower case the name; `undefined` if it is not there. */
export function fieldOf({ fields }: Response, name: string): string | undefined {
  return fields.find(([candidate]) => candidate.toLowerCase() === name)?.[1];
}

/** Every response in `bytes`, interim ones among them. `toHead`: none of them has a body. `ended`: no more bytes come. */
export function responsesIn(bytes: Buffer, toHead: boolean, ended: boolean): Response[] {
  const responses: Response[] = [];
  let at = 0;
  while (at < bytes.length && responses.length < 100) {
    const response = responseAt(bytes.subarray(at), toHead, ended);
    if (response === undefined) break;
    responses.push(response);
    if (!response.whole || response.bytes.length === 0) break;
    at += response.bytes.length;
    if (response.status === 101) break;
  }
  return responses;
}

function responseAt(bytes: Buffer, toHead: boolean, ended: boolean): Response | undefined {
  const blank = bytes.indexOf('\r\n\r\n');
  if (blank < 0) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, blank).split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1] ?? 0);
  if (status === 0) return undefined;
  const fields = lines.map((line): readonly [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const start = blank + 4;
  const body = bodyAt(bytes, start, { status, fields, toHead });
  const whole = body.whole || (ended && body.untilClose);
  return { status, fields, body: body.data, bytes: bytes.subarray(0, body.end), whole };
}

interface Body {
  readonly data: Buffer;
  readonly end: number;
  readonly whole: boolean;
  readonly untilClose: boolean;
}

function bodyAt(
  bytes: Buffer,
  start: number,
  {
    status,
    fields,
    toHead,
  }: { readonly status: number; readonly fields: Response['fields']; readonly toHead: boolean },
): Body {
  const value = (name: string): string | undefined =>
    fields.find(([candidate]) => candidate.toLowerCase() === name)?.[1];
  const none = { data: Buffer.alloc(0), end: start, whole: true, untilClose: false };
  if (toHead || status < 200 || status === 204 || status === 304) return none;
  if (/chunked/i.test(value('transfer-encoding') ?? '')) return chunksAt(bytes, start);
  const length = value('content-length');
  if (length === undefined) {
    return { data: bytes.subarray(start), end: bytes.length, whole: false, untilClose: true };
  }
  const end = start + Number(length);
  return {
    data: bytes.subarray(start, end),
    end: Math.min(end, bytes.length),
    whole: end <= bytes.length,
    untilClose: false,
  };
}

function chunksAt(bytes: Buffer, start: number): Body {
  const data: Buffer[] = [];
  let at = start;
  const broken = (): Body => ({ data: Buffer.concat(data), end: bytes.length, whole: false, untilClose: false });
  for (;;) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) return broken();
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16);
    if (!(size >= 0)) return broken();
    at = line + 2;
    if (size === 0) break;
    data.push(bytes.subarray(at, at + size));
    at += size + 2;
    if (at > bytes.length) return broken();
  }
  for (;;) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) return broken();
    const empty = line === at;
    at = line + 2;
    if (empty) return { data: Buffer.concat(data), end: at, whole: true, untilClose: false };
  }
}
