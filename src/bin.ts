#!/usr/bin/env node
import { flagsLast } from './cli/words.ts';
import { version } from './package.ts';
import { keepHeapSmall } from './process/small-heap.ts';

const WATCH: readonly string[] = ['watch', '--watch'];

/** `status watch`, and `--watch` anywhere behind `status`. */
function isWatch(words: readonly string[]): boolean {
  return words[1] === 'watch' || words.includes('--watch');
}

/**
 * Entry of every process. Each kind of process loads its own code only, so that a server answers at
 * once and the keeper of a stage stays small.
 */
async function main(words: readonly string[]): Promise<void> {
  switch (words[0]) {
    case 'keeper':
      return (await import('./process/keeper.ts')).main(words.slice(1), version);
    case 'scripted-harness':
      return (await import('./scripted/main.ts')).main(words.slice(1));
    case 'pi-dialogue':
      return (await import('./process/pi-dialogue.ts')).main(words.slice(1));
    case 'prove':
      return (await import('./process/prove.ts')).main(words.slice(1));
    case 'mcp':
      keepHeapSmall();
      (await import('./process/plain-schemas.ts')).keepSchemasPlain();
      return (await import('./process/mcp.ts')).main(words.slice(1), version);
    case 'serve':
      keepHeapSmall();
      return (await import('./process/serve.ts')).main(words.slice(1), version);
    case 'web':
      keepHeapSmall();
      return (await import('./process/web.ts')).main(words.slice(1), version);
    case 'stage-mcp':
      return (await import('./process/stage-mcp.ts')).main(words.slice(1), version);
    case 'loop':
      return (await import('./process/loop.ts')).main(words.slice(1));
    case 'watch':
      return (await import('./process/watch.ts')).main(words.slice(1));
    case 'status':
      if (!isWatch(words)) break;
      return (await import('./process/watch.ts')).main(
        words.slice(1).filter((word) => !WATCH.includes(word)),
      );
    case 'completion':
      return (await import('./process/completion.ts')).main(words.slice(1));
    case 'complete':
      return (await import('./process/completion.ts')).complete(words.slice(1));
    case 'ps':
      return (await import('./process/ps.ts')).main(words.slice(1));
    case 'service':
      return (await import('./process/service.ts')).main(words.slice(1));
    case 'trust':
      return (await import('./process/trust.ts')).main(words.slice(1));
    case 'policy':
      return (await import('./process/policy.ts')).main(words.slice(1));
    case 'setup':
      return (await import('./process/setup.ts')).main(words.slice(1));
    case 'state-line':
      return (await import('./process/state-line.ts')).main(words.slice(1));
    case 'notify':
      return (await import('./process/notify.ts')).main(words.slice(1));
    case 'doctor':
      if (!words.includes('--client')) break;
      return (await import('./process/doctor-client.ts')).main(words.slice(1), version);
    case 'run':
      if (words[1] !== 'daemon') break;
      keepHeapSmall();
      return (await import('./process/daemon.ts')).main(words.slice(2));
  }
  (await import('./process/plain-schemas.ts')).keepSchemasPlain();
  return (await import('./process/command.ts')).main(words, version);
}

await main(flagsLast(process.argv.slice(2)));
