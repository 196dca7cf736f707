// What the story needs of Node; its own types would be another package.
declare const process: { argv: string[]; exitCode: number };
