import type { Candidate } from './candidates.ts';

/** Shells that can complete the commands, and nothing else of them is needed: bash works as it comes. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** What a shell reads once; it asks `millrace complete` for each word. */
export const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `_millrace() {
  local IFS=$'\\n'
  COMPREPLY=($(millrace complete bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _millrace millrace
`,
  zsh: `#compdef millrace
_millrace() {
  local -a found
  found=("\${(@f)$(millrace complete zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then _describe millrace found; else _files; fi
}
compdef _millrace millrace
`,
  fish: `function __millrace_complete
  set -l typed (commandline -ct)
  set -l found (millrace complete fish -- (commandline -opc)[2..] "$typed" 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path "$typed"
  end
end
complete -c millrace -f -a '(__millrace_complete)'
`,
};

/** Candidates as a shell reads them, one a line. */
export function candidateText(shell: Shell, candidates: readonly Candidate[]): string {
  return candidates.map((one) => `${candidateLine(shell, one)}\n`).join('');
}

function candidateLine(shell: Shell, { value, about }: Candidate): string {
  if (shell === 'bash' || about === '') return value;
  const text = about.replace(/\s+/g, ' ');
  return shell === 'zsh' ? `${value.replaceAll(':', '\\:')}:${text}` : `${value}\t${text}`;
}
