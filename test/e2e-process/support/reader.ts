import { execFileSync, spawn } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { inject } from 'vitest';
import type { Workspace } from '../../support/program/workspace.ts';

/** As pages name the folders of their reader. */
const HOME = '/home/me';
const PROJECT = `${HOME}/project`;
/** Only for a command that never ends: it is ended with all that it started. */
const BLOCK_S_MAX = 120;
const OUTPUT_CHARS_MAX = 200_000;

/** Somebody who types what a page says: in a git repository with one commit, with `millrace` on the PATH. */
export class Reader {
  private readonly workspace: Workspace;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
    const command = workspace.write(
      '../bin/millrace',
      `#!/bin/sh\nexec "${process.execPath}" "${inject('program')}" "$@"\n`,
    );
    chmodSync(command, 0o755);
    const { env, folder } = workspace;
    env.PATH = `${folder}/bin:${env.PATH}`;
    for (const who of ['AUTHOR', 'COMMITTER']) {
      env[`GIT_${who}_NAME`] = 'Me';
      env[`GIT_${who}_EMAIL`] = 'me@example.com';
    }
    workspace.write('readme.txt', 'A project.\n');
    for (const words of ['init -q -b main', 'add .', 'commit -q -m Begin']) {
      execFileSync('git', words.split(' '), { cwd: workspace.root, env });
    }
  }

  /** Runs a block as a shell does that stops at the first failure. */
  follow(block: string): Promise<{ readonly code: number | null; readonly out: string }> {
    const { root, folder, env } = this.workspace;
    const child = spawn('timeout', [String(BLOCK_S_MAX), 'sh', '-eu'], { cwd: root, env });
    let out = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        if (out.length < OUTPUT_CHARS_MAX) out += text;
      });
    }
    child.stdin.end(`exec 2>&1\n${block}`);
    return new Promise((resolve) => {
      child.once('close', (code) =>
        resolve({ code, out: out.replaceAll(root, PROJECT).replaceAll(folder, HOME) }),
      );
    });
  }
}

/** What differs from run to run, as fixed words; columns count by their cells, not by their width. */
function masked(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z|\b\d+ (s|min) ago\b/g, '<time>')
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{8,64}\b/g, '<hex>')
    .replace(/\bpid: \d+/g, 'pid: <n>')
    .replace(/\b\d+(\.\d+)?( ?)(ms|s|KiB|MiB)\b/g, '<n>$2$3')
    .replace(/\b\d+\.\d+\b/g, '<n>')
    .replace(/ {2,}/g, ' ')
    .replace(/ +$/gm, '')
    .trim();
}

/**
 * Whether a page shows what came out. A line `...` stands for any lines, ` ...` at the end of one for the rest of
 * that line; nothing else may be left out.
 */
export function shownIn(out: string, shown: string): boolean {
  const lines = masked(shown)
    .split('\n')
    .map((line) => {
      if (line.trim() === '...') return '(?:.*\\n)*?';
      const exact = escaped(line.replace(/ \.\.\.$/, ''));
      return `${exact}${line.endsWith(' ...') ? '.*' : ''}\\n`;
    });
  return new RegExp(`^${lines.join('')}$`).test(`${masked(out)}\n`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
