import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minutesOf } from '../src/duration.js';

test('reads hours and minutes', () => {
  assert.equal(minutesOf('2h'), 120);
  assert.equal(minutesOf('45m'), 45);
  assert.equal(minutesOf('1h30m'), 90);
});

test('refuses what is no duration, and quotes it', () => {
  assert.throws(() => minutesOf('soon'), /"soon"/);
});
