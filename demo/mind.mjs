import { campaign } from './mind/campaign.mjs';
import { model } from './mind/model.mjs';
import { Person } from './mind/person.mjs';
import { shapes, table } from './mind/shapes.mjs';

/**
 * `npm run demo:mind [-- --write]`: an owner changes their mind while stages work, an agent obeys
 * `next`, a model tries to drop an item, and thirty documents are read. With `--write` the recording
 * goes into the documentation.
 */
if(process.argv[2]!=='model'){
const owner = new Person();
try {
  const told = await campaign(owner);
  console.log(told.agent);
  console.log(table(await shapes(owner)));
} finally {
  owner.end();
}}
const other = new Person();
try {
  await model(other);
} finally {
  other.end();
}
