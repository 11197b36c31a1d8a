import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepare } from './mind/campaign.mjs';
import { Person } from './mind/person.mjs';
import { campaignStages, ROOT, SPEC } from './mind/stages.mjs';

/**
 * `npm run demo:watch [-- --write]`: what `millrace watch` shows while a stage asks, and while one
 * works. With `--write` the screens go into the guide.
 */
const PAGE = join(import.meta.dirname, '../docs/guide/terminal.md');

const owner = new Person();
try {
  prepare(owner, campaignStages);
  const { TZ: _, ...env } = owner.env;
  owner.env = { ...env, NO_COLOR: '1' };
  writeFileSync(join(owner.project, 'spec.md'), SPEC);
  owner.millrace('queue', 'add-spec', 'spec.md');
  owner.millrace('run', 'start', '--with-changes');
  const asking = await screen(/asks about/);
  owner.millrace('answer', 'Q1', '1');
  const working = await screen(/> builder/);
  owner.check(
    'a question is shown with the command that answers it',
    /millrace answer Q1/.test(asking),
  );
  owner.check('the spec is shown with its tasks', new RegExp(`${ROOT} .* of 3`).test(working));
  const blocks = [
    'A stage asks, and the work waits:',
    block(asking),
    'The question is answered, and the first of three tasks is built:',
    block(working),
  ];
  process.stdout.write(`${blocks.join('\n\n')}\n`);
  if (process.argv.includes('--write')) write(blocks.join('\n\n'));
} finally {
  owner.end();
}

/** The text of a screen as soon as it shows something. */
async function screen(wanted) {
  let text = '';
  await owner.until(() => {
    text = owner.millrace('watch', '--max-updates', '1');
    return wanted.test(text);
  });
  return owner.plain(text).trimEnd();
}

function block(text) {
  return `\`\`\`text\n${text}\n\`\`\``;
}

function write(text) {
  const page = readFileSync(PAGE, 'utf8');
  const [start, end] = ['<!-- screens:start -->', '<!-- screens:end -->'];
  const before = page.slice(0, page.indexOf(start) + start.length);
  writeFileSync(PAGE, `${before}\n${text}\n${page.slice(page.indexOf(end))}`);
}
