import { expect, test } from '@jest/globals';
import { ElementSplitter } from '../../src/parse/elements.ts';

function split(chunks: readonly Uint8Array[], maxBytes = 40): string[] | 'malformed' {
  const elements: string[] = [];
  const splitter = new ElementSplitter(maxBytes, {
    line: (number, bytes, start, end) => elements.push(`${number} ${bytes.toString('utf8', start, end).trim()}`),
    tooLong: (number) => elements.push(`${number} TOO LONG`),
    array: (strings) => strings === 'hosts' && elements.push('HOSTS'),
    unknownArray: () => elements.push('UNKNOWN'),
  });
  for (const chunk of chunks) splitter.push(chunk);
  splitter.finish();
  return splitter.malformed ? 'malformed' : elements;
}

const whole = (text: string): string[] | 'malformed' => split([Buffer.from(text)]);

test.each<{ why: string; text: string; want: string[] | 'malformed' }>([
  { why: 'an array', text: '["a", "b"]', want: ['1 "a"', '2 "b"'] },
  { why: 'an empty array', text: ' [ ] ', want: [] },
  { why: 'the member entries', text: '{"x":[1],"entries":["a"],"y":2}', want: ['UNKNOWN', '1 "a"'] },
  { why: 'the member entries, first', text: '{"v":"1","entries":["a"],"y":[2],"z":[ ]}', want: ['1 "a"', 'UNKNOWN'] },
  {
    why: 'two arrays',
    text: '{"domains":["a"], "URLs" : [],"urls":["b","c"]}',
    want: ['HOSTS', '1 "a"', '2 "b"', '3 "c"'],
  },
  { why: 'an array in a wrapper', text: '{"data":{"list":{"hostnames":["a"]}}}', want: ['HOSTS', '1 "a"'] },
  {
    why: 'an array in an array of another name',
    text: '{"x":[{"entries":["a"]}],"entries":["b"]}',
    want: ['UNKNOWN', '1 "b"'],
  },
  { why: 'the same array twice', text: '{"urls":["a"],"urls":["b"]}', want: 'malformed' },
  {
    why: 'brackets and escaped quotes in strings',
    text: String.raw`["a]\"," , {"b":"]"}]`,
    want: [String.raw`1 "a]\","`, '2 {"b":"]"}'],
  },
  { why: 'an element over several lines', text: '[{"a":\r\n1}]', want: ['1 {"a":  1}'] },
  { why: 'one too long', text: `["${'x'.repeat(50)}","b"]`, want: ['1 TOO LONG', '2 "b"'] },
  { why: 'cut off in an element', text: '["a","b', want: 'malformed' },
  { why: 'cut off behind one', text: '["a",', want: 'malformed' },
  { why: 'no comma', text: '["a" "b"]', want: ['1 "a" "b"'] },
  { why: 'a comma too many', text: '["a",,"b"]', want: 'malformed' },
  { why: 'a comma at the end', text: '["a",]', want: 'malformed' },
  { why: 'two documents', text: '["a"]["b"]', want: 'malformed' },
  { why: 'entries of something else', text: '{"x":{"entries":["a"]}}', want: 'malformed' },
  { why: 'no array', text: '{"entries":"a"}', want: 'malformed' },
  { why: 'a frame with a name twice', text: '{"v":1,"v":2,"entries":[]}', want: 'malformed' },
])('$why', ({ text, want }) => {
  expect(whole(text)).toEqual(want);
});

test('the same for every split point', () => {
  const bytes = Buffer.from('{"version":"1","entries":["å]", {"a":["\\"]"]}\n,"b"]}');
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    expect(split([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(['1 "å]"', '2 {"a":["\\"]"]}', '3 "b"']);
  }
});
