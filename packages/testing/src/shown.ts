/** Programs that pages and doc comments show, for tests that run them. */

/** Returns the first program in JavaScript of a page in Markdown; empty if it has none. */
export function shownProgram(page: string): string {
  return /```js\n(?<program>[\s\S]*?)```/u.exec(page)?.groups?.['program'] ?? '';
}

/** Returns the lines that a program prints, as the comments after its calls of `console.log` state them. */
export function shownOutput(program: string): readonly string[] {
  return [...program.matchAll(/^console\.log\(.*\); \/\/ (?<output>.*)$/gmu)].map(
    ({ groups }) => groups?.['output'] ?? '',
  );
}

/** Returns the examples of the exported functions and classes of a source, or of its declarations: the name, and the example's lines. */
export function shownExamples(source: string): readonly (readonly [name: string, example: string])[] {
  const found: [string, string][] = [];
  const pattern = /\/\*\*(?<doc>(?:(?!\*\/)[\s\S])*?)\*\/\nexport (?:declare )?(?:function\*?|class) (?<of>\w+)/gu;
  for (const { groups = {} } of source.matchAll(pattern)) {
    const example = /@example\n(?<lines>(?: \* (?!@).*\n)+)/u.exec(groups['doc'] ?? '')?.groups?.['lines'];
    if (example !== undefined) found.push([groups['of'] ?? '', example.replaceAll(/^ \* /gmu, '')]);
  }
  return found;
}
