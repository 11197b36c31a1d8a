import { dirname, join, normalize } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { groupCommands, matchCommand } from '../../src/cli/commands.ts';
import { PROCESSES } from '../../src/cli/processes.ts';
import { fences, isThere, notRun, PAGES, textOf } from '../support/doc-page.ts';

const INDEX = 'docs/README.md';
const docs = PAGES.filter((path) => path.startsWith('docs/'));

interface Link {
  readonly to: string;
  readonly anchor: string;
}

/** Links of a page to files of the repository. */
function linksOf(path: string): Link[] {
  const prose = textOf(path).replace(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/\]\(([^)\s#]*)#?([^)\s]*)\)/g)]
    .filter(([, to = '']) => !/^[a-z]+:/.test(to))
    .map(([, to = '', anchor = '']) => ({
      to: to === '' ? path : normalize(join(dirname(path), to)),
      anchor,
    }));
}

/** The anchors that a reader of the rendered page can follow. */
function anchorsOf(path: string): string[] {
  const prose = textOf(path).replace(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Words after `millrace`, in blocks of commands and within sentences. */
function commandsOf(path: string): string[][] {
  const text = textOf(path);
  const lines = fences(text)
    .filter(({ language, word }) => language === 'sh' && word !== 'fails')
    .flatMap((fence) => fence.text.split('\n'));
  const inline = [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`]+)`/g)].map(
    ([, code = '']) => code.replaceAll('\n', ' '),
  );
  return [...lines, ...inline].flatMap((line) => {
    const [, rest] = /^(?:.*(?:\||&&|;) )?millrace ([a-z].*)$/.exec(line) ?? [];
    return rest === undefined ? [] : [rest.split(' ')];
  });
}

/** Started by the runtime, or answered without a workspace. */
const OTHERS = ['stage-mcp', 'version', 'help'];

function isCommand(words: readonly string[]): boolean {
  const names = [...Object.values(PROCESSES).map(({ name }) => name), ...OTHERS];
  return (
    matchCommand(words) !== null ||
    (words.length === 1 && groupCommands(words[0] ?? '').length > 0) ||
    names.some((name) => `${words.join(' ')} `.startsWith(`${name} `))
  );
}

describe('pages', () => {
  it('link only to what there is', () => {
    const dead = PAGES.flatMap((path) =>
      linksOf(path)
        .filter(({ to, anchor }) => {
          if (!isThere(to)) return true;
          return anchor !== '' && to.endsWith('.md') && !anchorsOf(to).includes(anchor);
        })
        .map(({ to, anchor }) => `${path} -> ${to}${anchor === '' ? '' : `#${anchor}`}`),
    );
    expect(dead).toEqual([]);
  });

  it('are reached from the index, every one', () => {
    const seen = new Set([INDEX]);
    for (const path of seen) {
      for (const { to } of linksOf(path)) if (docs.includes(to)) seen.add(to);
    }
    expect(docs.filter((path) => !seen.has(path))).toEqual([]);
  });

  it('name only commands that there are', () => {
    const unknown = PAGES.flatMap((path) =>
      commandsOf(path)
        .filter((words) => !isCommand(words))
        .map((words) => `${path}: millrace ${words.join(' ')}`),
    );
    expect(unknown).toEqual([]);
  });

  it('hide no command from the test that runs them', () => {
    const unmarked = PAGES.filter((path) => !path.startsWith('docs/reference/')).flatMap((path) =>
      fences(textOf(path))
        .filter(({ language, text }) => language === '' && /^(npx |npm )?millrace /m.test(text))
        .map(({ text }) => `${path}: ${text.split('\n')[0]}`),
    );
    expect(unmarked).toEqual([]);
  });

  it('say which commands need more than a test has', () => {
    const rows = PAGES.flatMap((path) => notRun(textOf(path)).map((line) => `${path}: ${line}`));
    expect(rows).toMatchInlineSnapshot(`
      [
        "README.md: npm ci && npm run build && npm install -g .   # without rights for that: npm install -g --prefix ~/.local .",
        "README.md: millrace setup",
        "README.md: npx @modelcontextprotocol/inspector@1.0.3 millrace-mcp --workspace /path/to/project",
        "docs/guide/copies-and-losses.md: millrace doctor --repair --journal newest       # go on where it was; the older one stays beside it",
        "docs/guide/doctor.md: millrace doctor --harness",
        "docs/guide/handing-over.md: millrace queue add-spec specs/coupons.md",
        "docs/guide/harnesses.md: millrace doctor --harness",
        "docs/guide/history.md: millrace why add-subtract          # a work item",
        "docs/guide/history.md: millrace diff add-subtract                 # a root spec: the sum of its stages",
        "docs/guide/http.md: millrace serve",
        "docs/guide/import.md: millrace import              # shows what would come of it; changes nothing",
        "docs/guide/install.md: npm ci && npm run build      # in a clone of the repository",
        "docs/guide/install.md: millrace setup",
        "docs/guide/install.md: claude plugin marketplace add "$(npm root -g)/millrace"",
        "docs/guide/learning.md: millrace skills refresh",
        "docs/guide/prove.md: millrace prove                 # a sample of every fault, about a minute on two cores",
        "docs/guide/prove.md: millrace prove --only kill --seed 1 --case 17",
        "docs/guide/terminal.md: echo 'source <(millrace completion bash)' >> ~/.bashrc",
        "docs/guide/trust.md: millrace trust            # in a terminal, in the folder of the workspace: shows what would run, and asks",
        "docs/guide/web.md: millrace web",
        "docs/guide/web.md: millrace web --save coupons --to coupons.html",
        "docs/start/codex.md: millrace doctor --client codex",
        "docs/start/inspector.md: npx @modelcontextprotocol/inspector@1.0.3 millrace mcp --workspace /home/me/project",
        "docs/start/inspector.md: I="npx -y @modelcontextprotocol/inspector@1.0.3 --cli millrace mcp --workspace /home/me/project"",
      ]
    `);
  });
});
