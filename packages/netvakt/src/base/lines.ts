/** A longer line is no URL: the longest target that is looked at is far shorter. In UTF-16 units. */
const LONGEST_LINE = 64 * 1024;

/**
 * Splits text into lines as it arrives, in bounded memory: one chunk and one line. `\r\n` ends a line too; empty lines
 * are left out, all others come as they are; a line beyond 65,536 characters comes cut to that length.
 */
export async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of input) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = (parts.pop() ?? '').slice(0, LONGEST_LINE);
    yield parts.map(withoutEnd).filter((line) => line !== '');
  }
  const last = withoutEnd(rest + decoder.decode());
  if (last !== '') yield [last];
}

function withoutEnd(line: string): string {
  return (line.endsWith('\r') ? line.slice(0, -1) : line).slice(0, LONGEST_LINE);
}
