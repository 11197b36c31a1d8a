import { ECHO, GUST, KITE, PEBBLE } from '../../../support/compiler/world.ts';
import type { Breakage } from '../broken.ts';

export const FAMILIES: Breakage[] = [
  { name: 'an unknown key', edits: [[PEBBLE, '/plain', 'river']] },
  { name: 'a folder that leaves', edits: [[PEBBLE, '/folder', '../pebbles']] },
  { name: 'a folder of the runtime', edits: [[PEBBLE, '/folder', 'journal/pebbles']] },
  { name: 'a folder inside another', edits: [[PEBBLE, '/folder', 'kites/pebbles']] },
  { name: 'states in one folder', edits: [[PEBBLE, '/states/done', 'active']] },
  { name: 'a key used twice', edits: [[PEBBLE, '/scalars/3/key', 'title']] },
  { name: 'a label used twice', edits: [[PEBBLE, '/lists/0/label', 'title']] },
  { name: 'an unknown id_key', edits: [[PEBBLE, '/id_key', 'pebbel_id']] },
  { name: 'an order_key of the wrong type', edits: [[PEBBLE, '/order_key', 'title']] },
  { name: 'an optional order_key', edits: [[PEBBLE, '/scalars/2/required', false]] },
  { name: 'an unknown depends_on_key', edits: [[PEBBLE, '/depends_on_key', 'title']] },
  { name: 'an unknown start_node_key', edits: [[ECHO, '/start_node_key', 'mouth']] },
  { name: 'a start node that is none', edits: [[ECHO, '/scalars/4/choices/1', 'behind']] },
  { name: 'an unknown root key', edits: [[KITE, '/closure/root_keys/0', 'rot']] },
  { name: 'an unknown idea key', edits: [[KITE, '/closure/idea_key', 'idea']] },
  {
    name: 'a derived value that is no choice',
    edits: [[KITE, '/closure/derived/values/0', 'rund']],
  },
  {
    name: 'an inherited field that is none',
    edits: [[KITE, '/closure/inherit', { rot: '{run_id}' }]],
  },
  {
    name: 'an inherited value that is none',
    edits: [[KITE, '/closure/inherit/root', '{rootspec}']],
  },
  { name: 'choices without the type', edits: [[KITE, '/scalars/1/choices', ['a']]] },
  { name: 'an intake that is no choice', edits: [[KITE, '/scalars/4/intake', 'square']] },
  { name: 'an unknown plane', edits: [[PEBBLE, '/plane', 'rivr']] },
  { name: 'an entry that the graph lacks', edits: [[PEBBLE, '/entry_key', 'stone']] },
  {
    name: 'the entry key of the closure decision',
    edits: [[GUST, '/entry_key', 'closure_target']],
  },
];
