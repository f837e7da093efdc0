// node bootstrap.js SCRATCH PROGRAM [PACKAGE…] runs PROGRAM, the URL of a TypeScript module. Before that it reads the
// PACKAGEs that PROGRAM imports: they are JavaScript, and once tsx is registered it is asked about each of their files.

// tsx keeps transpiled code in a directory of the temporary directory without asking whose it is.
process.env.TSX_DISABLE_CACHE = '1'
const [, , , program, ...packages] = process.argv
const [{ register }] = await Promise.all(['tsx/esm/api', ...packages].map((name) => import(name)))
register()
await import(program)
