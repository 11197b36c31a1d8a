import { expect, it } from 'vitest';
import { TRIES_MAX } from '../../src/runtime/engine/notify/delivery-cursor.ts';
import { NOTICE_KINDS } from '../../src/runtime/ports/index.ts';
import { readNotifyConfig } from '../../src/user/notify-config.ts';
import { blocks, page } from '../support/guide-page.ts';

const text = page('notifications.md');

it('shows a file that can be used, with every type of target', () => {
  const [toml] = blocks('notifications.md').filter(({ language }) => language === 'toml');
  const types = Object.values(readNotifyConfig(toml?.text ?? '').targets).map(({ type }) => type);
  expect(types.sort()).toEqual(['command', 'desktop', 'webhook']);
});

it('explains every kind, and how often one is begun', () => {
  const rows = [...text.matchAll(/^\| `(\w+)` \|/gm)].map(([, kind]) => kind);
  expect(rows).toEqual([...NOTICE_KINDS]);
  expect(text).toContain(`each is begun ${TRIES_MAX} times at most`);
});
