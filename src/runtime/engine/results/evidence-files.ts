/** Below a run's folder: names of evidence in the order and style of release 0.18.0. */
export const EVIDENCE = [
  { source: 'prompt.md', kind: 'prompt', name: (request: string) => `runner_prompt.${request}.md` },
  { source: 'stdout', kind: 'stdout', name: (request: string) => `runner_stdout.${request}.txt` },
  { source: 'stderr', kind: 'stderr', name: (request: string) => `runner_stderr.${request}.txt` },
  {
    source: 'request.json',
    kind: 'invocation',
    name: (request: string) => `runner_invocation.${request}.json`,
  },
  {
    source: 'completion',
    kind: 'completion',
    name: (request: string) => `runner_completion.${request}.json`,
  },
] as const;
