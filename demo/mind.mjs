import { campaign } from './mind/campaign.mjs';
import { model } from './mind/model.mjs';
import { page } from './mind/page.mjs';
import { Person } from './mind/person.mjs';
import { shapes } from './mind/shapes.mjs';
import { writePage } from './terminal.mjs';

/**
 * `npm run demo:mind [-- --write]`: an owner changes their mind while stages work, an agent obeys
 * `next`, a model tries to drop an item, and thirty documents are read. With `--write` the recording
 * goes into the documentation.
 */
async function played(story) {
  const owner = new Person();
  try {
    return await story(owner);
  } finally {
    owner.end();
  }
}

const [told, tried] = await Promise.all([
  played(async (owner) => ({ ...(await campaign(owner)), shapes: await shapes(owner) })),
  played(model),
]);
writePage('mind', page({ ...told, tried }));
