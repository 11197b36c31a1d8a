#!/usr/bin/env node
import { version } from './package.ts';
import { keepHeapSmall } from './process/small-heap.ts';

/** `millrace-mcp`: the same as `millrace mcp`, under a name that no other program has. */
keepHeapSmall();
await (await import('./process/mcp.ts')).main(process.argv.slice(2), version);
