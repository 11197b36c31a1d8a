import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Starts the program of this plugin. A checkout of the repository is a plugin as well, but its program has
 * to be built first; a session says so in its log, and a hook is silent.
 */
const program = new URL('../dist/bin.js', import.meta.url);
if (existsSync(program)) {
  await import(program.href);
} else if (process.argv[2] !== 'state-line') {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  process.stderr.write(
    `millrace: this copy was never built, so there is no program in ${folder}\n` +
      'next: run "npm ci && npm run build" in the repository, or install the packed package ' +
      '(docs/guide/install.md), then add the plugin from there.\n',
  );
  process.exitCode = 1;
}
