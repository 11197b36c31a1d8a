import { workspaceRows } from '../backend/workspaces.ts';
import { readyFor } from '../cli/columns.ts';
import { jsonText } from '../cli/json-text.ts';
import { isColoured, paintFor } from '../cli/paint.ts';
import { readOptions } from '../cli/process-words.ts';
import { PROCESSES } from '../cli/processes.ts';
import { psJson, psText, shownRows } from '../cli/ps.ts';
import { reworded } from '../operations/support/reader.ts';
import type { WorkspaceRow } from '../product/workspaces.ts';
import { NodeClock } from '../runtime/host/clock.ts';
import { homeFolder } from '../runtime/host/home.ts';
import { runProcess } from './run.ts';

/** `millrace ps`: the workspaces of a user. */
export function main(words: readonly string[]): Promise<void> {
  return runProcess(PROCESSES.ps, words, async () => {
    const { all = false, json = false } = readOptions(PROCESSES.ps, words);
    const rows = workspaceRows();
    const shown = await told(shownRows(rows, all));
    await readyFor(JSON.stringify(shown));
    const { stdout, env } = process;
    const text = json
      ? jsonText(psJson(shown, rows.length))
      : psText(shown, rows.length, {
          home: homeFolder(),
          now_ms: new NodeClock().now(),
          columns: stdout.isTTY ? stdout.columns : null,
          paint: paintFor(isColoured(stdout, env)),
        });
    stdout.write(text);
  });
}

/** Only what is wrong speaks of commands, whose names take a while to load. */
async function told(rows: readonly WorkspaceRow[]): Promise<readonly WorkspaceRow[]> {
  if (rows.every(({ problem }) => problem === null)) return rows;
  const { terminalReader } = await import('../cli/reader.ts');
  return rows.map((row) => {
    const { problem } = row;
    if (problem === null) return row;
    return { ...row, problem: { ...problem, next: reworded(terminalReader, problem.next) } };
  });
}
