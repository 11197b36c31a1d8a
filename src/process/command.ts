import { lazyBackend } from '../backend/lazy.ts';
import { findRoot, tellOfEnvironment } from '../backend/root.ts';
import { ownStage } from '../backend/stage.ts';
import { runCommand } from '../cli/main.ts';
import { isColoured } from '../cli/paint.ts';
import { NodeClock } from '../runtime/host/clock.ts';
import { printable } from '../runtime/text/printable.ts';

/** Every other command. An interrupt ends its wait; a stage that runs goes on. */
export async function main(words: readonly string[], version: string): Promise<void> {
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  process.stdout.on('error', () => process.exit(0));
  const cwd = process.cwd();
  const log = (text: string) => process.stderr.write(printable(`${text}\n`));
  tellOfEnvironment(process.env, log);
  process.exitCode = await runCommand(
    words,
    {
      backend: lazyBackend,
      ...findRoot(undefined, process.env, cwd, log),
      stage: ownStage,
      version,
    },
    {
      cwd,
      signal: interrupt.signal,
      colour: {
        out: isColoured(process.stdout, process.env),
        err: isColoured(process.stderr, process.env),
      },
      now: () => new NodeClock().now(),
      save: async (path, text) => (await import('../backend/host.ts')).saveText(path, text),
      confirm: async (what, id) => (await import('./confirm.ts')).confirm(what, id),
      edit: async (name, text) => (await import('./edit.ts')).edit(name, text),
      input: async () => (await import('../backend/standard-input.ts')).readStream(process.stdin),
      sleep: async (ms, signal) => (await import('../backend/host.ts')).sleep(ms, signal),
      out: (text) => process.stdout.write(text),
      err: (text) => process.stderr.write(text),
    },
  );
}
