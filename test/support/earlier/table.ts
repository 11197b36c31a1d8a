import type { ImportView, StatusView } from '../../../src/runtime/api/index.ts';
import { World } from '../../../src/sim/sim-attempts.ts';
import type { SimDisk } from '../../../src/sim/sim-disk.ts';
import { NOW_MS, opened } from './machine.ts';

/** What lay in an earlier workspace, and what its owner sees once it is imported. */
export async function rowOf(
  disk: SimDisk,
  files: Readonly<Record<string, unknown>>,
  view: ImportView,
  now_ms = NOW_MS,
) {
  const { runtime } = opened(disk, new World(), now_ms);
  await runtime.control({ name: 'desire', running: false });
  return { before: before(Object.keys(files)), after: after(view, runtime.status()) };
}

export function tablePage(
  title: string,
  intro: string,
  head: readonly string[],
  rows: readonly string[],
): string {
  const rule = head.map(() => '---');
  const lines = [`| ${head.join(' | ')} |`, `| ${rule.join(' | ')} |`, ...rows];
  return [`# ${title}`, '', intro, '', ...lines, ''].join('\n');
}

function before(paths: readonly string[]): string {
  const folders = paths.flatMap((path) => {
    const found = /^(tasks|specs|incidents|learning\/requests)\/(\w+)\/[^/]+\.md$/.exec(path);
    return found === null ? [] : [`${found[1]}/${found[2]}`];
  });
  const counts = [...new Set(folders)].map(
    (one) => `${folders.filter((it) => it === one).length} in ${one}`,
  );
  const runs = new Set(paths.flatMap((path) => /^runs\/([^/]+)\//.exec(path)?.[1] ?? []));
  return [...counts, `${runs.size} runs`].join('<br>');
}

function after({ taken }: ImportView, status: StatusView): string {
  const states = Object.entries(status.queues).flatMap(([family, depth]) =>
    Object.entries(depth).flatMap(([state, count]) =>
      count === 0 ? [] : [`${count} ${family} ${state}`],
    ),
  );
  const going = status.active.map(({ node }) => `goes on at ${node}`);
  const paused = status.pauses.map(({ source }) => `paused: ${source}`);
  const closed = status.closed_roots > 0 ? [`${status.closed_roots} closed`] : [];
  return [
    ...states,
    ...closed,
    ...going,
    ...paused,
    `${taken.runs} runs, ${status.totals.total_tokens ?? 'no'} tokens`,
  ].join('<br>');
}
