/** Manual page and completions, given to the programs that read them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { completion, manPage } from '@netvakt/netvakt';
import { describedCommands } from '../../src/manual/commands.ts';
import { folderWith } from '../support/process.ts';
import { testWith } from '../support/programs.ts';

test('every command that does something has its section in the manual, and every option its line', () => {
  const page = manPage('2026-11-23');
  const doing = describedCommands().filter(({ next }) => next.length === 0);
  expect(doing.length).toBeGreaterThan(20);
  for (const { words, options } of doing) {
    expect(page).toContain(`.SS netvakt ${words.replaceAll('-', '\\-')}`);
    for (const { flags } of options) expect(page).toContain(`.B ${flags.replaceAll('-', '\\-')}`);
  }
});

testWith(['groff'], 'groff sets the manual without a complaint', async () => {
  const file = join(await folderWith({ 'netvakt.1': manPage('2026-11-23') }), 'netvakt.1');
  const { stdout, stderr } = spawnSync('groff', ['-man', '-Tascii', '-ww', file], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toContain('NETVAKT(1)');
});

/** What bash offers after `line`, whose last word is the one that is being written. */
async function offered(line: string): Promise<readonly string[]> {
  const file = join(await folderWith({ netvakt: completion('bash') }), 'netvakt');
  const script = `compopt() { :; }; source ${file}; COMP_WORDS=(${line}); [ "\${0}" = more ] && COMP_WORDS+=(''); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _netvakt; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = execFileSync('bash', ['-c', script, line.endsWith(' ') ? 'more' : 'this'], { encoding: 'utf8' });
  return out.split('\n').filter((word) => word !== '');
}

testWith(['bash'], 'bash completes commands below commands, and options', async () => {
  expect(await offered('netvakt fl')).toEqual(['fleet']);
  expect(await offered('netvakt list allow ')).toEqual(expect.arrayContaining(['add', 'remove', 'list']));
  expect(await offered('netvakt list allow add --re')).toEqual(['--reason']);
  expect(await offered('netvakt list update some-list --ho')).toEqual(['--hold']);
});

testWith(['zsh', 'fish'], 'zsh and fish understand theirs', async () => {
  const folder = await folderWith({ _netvakt: completion('zsh'), 'netvakt.fish': completion('fish') });
  execFileSync('zsh', ['-n', join(folder, '_netvakt')]);
  const fish = join(folder, 'netvakt.fish');
  execFileSync('fish', ['--no-execute', fish]);
  await writeFile(join(folder, 'ask.fish'), `source ${fish}; complete -C 'netvakt list allow '`);
  const answer = execFileSync('fish', [join(folder, 'ask.fish')], {
    encoding: 'utf8',
    env: { ...process.env, HOME: folder },
  });
  expect(answer).toMatch(/^add\t/mu);
});
