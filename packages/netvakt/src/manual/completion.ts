import { type DescribedCommand, describedCommands } from './commands.ts';

/** The shells that are served. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** One of {@link SHELLS}. */
export type Shell = (typeof SHELLS)[number];

/** Writes the completion of `shell`, from the program that parses: commands and options; files everywhere else. */
export function completion(shell: Shell): string {
  const commands = describedCommands();
  if (shell === 'fish') return fish(commands);
  return shell === 'bash' ? bash(commands) : zsh(commands);
}

/** `case` arms: the words that may come after a command. */
function arms(commands: readonly DescribedCommand[], act: (words: string) => string): string {
  return commands.map((command) => `    '${command.words}') ${act(wordsAfter(command).join(' '))} ;;`).join('\n');
}

function wordsAfter({ next, options }: DescribedCommand): readonly string[] {
  return [...next.map(({ name }) => name), ...options.map(({ long }) => long)];
}

/** Every command but the program itself, as patterns of one `case` arm. */
function known(commands: readonly DescribedCommand[]): string {
  return commands
    .filter(({ words }) => words !== '')
    .map(({ words }) => `'${words}'`)
    .join('|');
}

function bash(commands: readonly DescribedCommand[]): string {
  return `# Completion of netvakt(1) for bash. Generated.
_netvakt() {
  local place= word words=
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${place:+$place }$word" in ${known(commands)}) place="\${place:+$place }$word" ;; esac
  done
  case "$place" in
${arms(commands, (words) => `words='${words}'`)}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
  [ \${#COMPREPLY[@]} -gt 0 ] || compopt -o default
}
complete -F _netvakt netvakt
`;
}

function zsh(commands: readonly DescribedCommand[]): string {
  return `#compdef netvakt
# Completion of netvakt(1) for zsh. Generated.
_netvakt() {
  local place= word
  local -a follow
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "\${place:+$place }$word" in (${known(commands)}) place="\${place:+$place }$word" ;; esac
  done
  case "$place" in
${arms(commands, (words) => `follow=(${words})`)}
  esac
  compadd -- $follow || _files
}
if [ "$funcstack[1]" = _netvakt ]; then _netvakt "$@"; else compdef _netvakt netvakt; fi
`;
}

function fish(commands: readonly DescribedCommand[]): string {
  const lines = commands.flatMap(({ words, next, options }) => {
    const at = `complete -c netvakt -n "__netvakt_at '${words}'"`;
    return [
      ...next.map(({ name, description }) => `${at} -f -a ${name} -d ${quoted(description)}`),
      ...options.map(({ long, description }) => `${at} -l ${long.replace(/^--/u, '')} -d ${quoted(description)}`),
    ];
  });
  return `# Completion of netvakt(1) for fish. Generated.
function __netvakt_at
  set -l place ''
  for word in (commandline -opc)[2..-1]
    switch (string trim "$place $word")
      case ${known(commands).replaceAll('|', ' ')}
        set place (string trim "$place $word")
    end
  end
  test "$place" = "$argv[1]"
end
${lines.join('\n')}
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
