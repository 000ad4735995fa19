/** Longest line in UTF-16 units: far longer than the longest target that is inspected. */
const LONGEST_LINE = 64 * 1024;

/**
 * Splits text into lines as it arrives; `\r\n` ends a line too. Empty lines are left out, and a line above 65,536 characters is
 * cut to that length. Memory is bounded by one chunk and one line.
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
