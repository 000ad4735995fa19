import { expect, test } from '@jest/globals';
import { shownExamples, shownOutput, shownProgram } from '@netvakt/testing';

const PAGE = `# Title

\`\`\`sh
npm install
\`\`\`

\`\`\`js
console.log(1 + 1); // 2
console.log('no comment');
\`\`\`

\`\`\`js
console.log('another program'); // no
\`\`\`
`;

test('the first program of a page, and what it prints', () => {
  const program = shownProgram(PAGE);
  expect(program).toBe("console.log(1 + 1); // 2\nconsole.log('no comment');\n");
  expect(shownOutput(program)).toEqual(['2']);
  expect(shownProgram('# Title\n')).toBe('');
});

function doc(of: string): string {
  return `/**\n * Does it.\n *\n * @example\n * ${of}(); // → 1\n */\n`;
}

test('examples of a source and of its declarations', () => {
  const source = `${doc('one')}export function one(): number {\n  return 1;\n}\n/** None. */\nexport function two(): void {}\n`;
  expect(shownExamples(source)).toEqual([['one', 'one(); // → 1\n']]);
  const declared = `${doc('one')}export declare function one(): number;\n${doc('Two')}export declare class Two {\n}\n`;
  expect(shownExamples(declared).map(([name]) => name)).toEqual(['one', 'Two']);
});
