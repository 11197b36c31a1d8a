import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../terminal.mjs';
import { Agent } from './agent.mjs';

const NEAREST = /"([^"]*)" comes nearest: write "([^"]*)" there/;
/** Only who wrote it can say what is meant. */
const SAID = 'no text is smaller than 14 px';
const folder = join(import.meta.dirname, 'shapes');
/** Each document of `shapes/` as it was understood, as rows of a table. */
export async function shapes(owner) {
  cpSync(folder, join(owner.project, 'shapes'), { recursive: true });
  const agent = await Agent.start({ program, workspace: owner.project, env: owner.env });
  const rows = [];
  for (const name of readdirSync(folder).sort()) {
    const path = `shapes/${name}`;
    const first = row(name, await agent.call('enqueue_spec', { path, dry_run: true }));
    if (first.refusal === undefined) rows.push(first);
    else
      rows.push({ ...first, again: row(name, await secondTry(agent, owner, path, first.refusal)) });
  }
  await agent.close();
  const isTaken = ({ items, again }) =>
    (again?.items ?? items).some((one) => one.startsWith('A1 '));
  owner.check(`each of ${rows.length} documents is taken, first or second`, rows.every(isTaken));
  owner.block();
  return rows;
}

/** The same document with the line in it that the refusal says to write. */
async function secondTry(agent, owner, path, refusal) {
  const [, line, instead] = NEAREST.exec(refusal) ?? [];
  const text = readFileSync(join(owner.project, path), 'utf8');
  const document =
    line === undefined ? `${text}\n## Acceptance\n\n- ${SAID}\n` : text.replace(line, instead);
  return agent.call('enqueue_spec', { document, dry_run: true });
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
  const lines = rows.map(({ name, refusal, again, ...first }) => {
    const link = `[${name}](../demo/mind/shapes/${name})`;
    if (refusal === undefined) return cells([link, ...understood(first)]);
    const [title, items, checks, rest] = understood(again);
    return cells([link, title, items, checks, `Refused first. ${refusal}<br>Then: ${rest}`]);
  });
  return [...head, ...lines].join('\n');
}

function understood({ title, items, checks, prose, notes }) {
  const ran = checks.map((check) => `\`${check}\``).join('<br>');
  return [title, items.join('<br>'), ran, [prose, ...notes].join('<br>')];
}

function cells(texts) {
  return `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
}
