/** Loaded into every Node process of a harness: its server with the tools of a stage does not start. */
if (process.argv.includes('stage-mcp')) process.exit(1);
