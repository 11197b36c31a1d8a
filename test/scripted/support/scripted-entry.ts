import { main } from '../../../src/scripted/main.ts';

await main(process.argv.slice(2));
