import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../terminal.mjs';
import { Agent } from './agent.mjs';

const folder = join(import.meta.dirname, 'shapes');
/** Each document of `shapes/` as it was understood, as rows of a table. */
export async function shapes(owner) {
  cpSync(folder, join(owner.project, 'shapes'), { recursive: true });
  const agent = await Agent.start({ program, workspace: owner.project, env: owner.env });
  const rows = [];
  for (const name of readdirSync(folder).sort()) {
    const path = `shapes/${name}`;
    rows.push(row(name, await agent.call('enqueue_spec', { path, dry_run: true })));
  }
  await agent.close();
  return rows;
}

function row(name, { document = '', checks = [], notes = [], error }) {
  if (error !== undefined) return { name, refusal: error.message };
  const [title, ...blocks] = document.split('\n\n');
  const prose = blocks.pop();
  const items = blocks.flatMap((block) => {
    const [label, ...lines] = block.split('\n');
    const isNamed = /^- [AC]\d/.test(lines[0]);
    return lines.map((line) =>
      isNamed ? line.slice(2) : `${label.split(' ')[0]}: ${line.slice(2)}`,
    );
  });
  return { name, title: title.slice(2), items, checks, prose, notes };
}

export function table(rows) {
  const head = [
    '| Document | Title | Items | Checks | The rest |',
    '| --- | --- | --- | --- | --- |',
  ];
  const lines = rows.map(({ name, refusal, title, items, checks, prose, notes }) => {
    const link = `[${name}](../demo/mind/shapes/${name})`;
    if (refusal !== undefined) return cells([link, '', 'refused', '', refusal]);
    const ran = checks.map((check) => `\`${check}\``).join('<br>');
    return cells([link, title, items.join('<br>'), ran, [prose, ...notes].join('<br>')]);
  });
  return [...head, ...lines].join('\n');
}

function cells(texts) {
  return `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
}
