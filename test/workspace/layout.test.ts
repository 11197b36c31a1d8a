import { expect, it } from 'vitest';
import { documentFile } from '../../src/runtime/render/index.ts';
import { durableWrite, familyFolders, layoutOf } from '../../src/runtime/workspace/index.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { recipe } from '../support/families.ts';

it('names every place below one folder', () => {
  const layout = layoutOf('/w');
  const places = Object.values(layout).filter((place) => typeof place === 'string');
  for (const place of places.slice(1)) expect(place).toMatch(/^\/w\/millrace-agents(\/|$)/);
  expect(new Set(places).size).toBe(places.length);
  expect(layout.run('r')).toBe('/w/millrace-agents/runs/r');
  expect(layout.attempt('a')).toBe('/w/millrace-agents/attempts/a');
  expect(layout.statusFile('kitchen')).toBe('/w/millrace-agents/state/kitchen_status.md');
  expect(layoutOf('/').runtime).toBe('/millrace-agents');
});

it('takes the folders of a family from its data', () => {
  const layout = layoutOf('/w');
  const folders = familyFolders(layout, recipe);
  expect(folders.queue).toBe('/w/millrace-agents/pantry/recipes/waiting');
  expect(folders.relative.done).toBe('millrace-agents/pantry/recipes/served');
  expect(layout.at(documentFile(recipe, 'active', 'x'))).toBe(
    '/w/millrace-agents/pantry/recipes/cooking/x.md',
  );
  expect(layout.at(documentFile(recipe, 'superseded', 'x'))).toBe(
    '/w/millrace-agents/pantry/recipes/burnt/superseded/x.md',
  );
});

it('replaces a file by its old or its new content, and keeps the new one', () => {
  const bytes = new TextEncoder().encode('new content');
  const dry = new SimDisk();
  dry.plant('/d/f', 'old');
  durableWrite(dry, '/d/f', bytes);
  for (let step = 1; step <= dry.steps + 1; step += 1) {
    const disk = new SimDisk(undefined, { crash_at: step, torn: 0.5 });
    disk.plant('/d/f', 'old');
    disk.plant('/d/f.tmp', 'left behind');
    let returned = true;
    try {
      durableWrite(disk, '/d/f', bytes);
    } catch {
      returned = false;
    }
    for (const image of [disk.killImage(), ...disk.powerImages(10)]) {
      const found = new SimDisk(image).dump()['/d/f'];
      expect(returned ? ['new content'] : ['old', 'new content']).toContain(found);
    }
  }
});
