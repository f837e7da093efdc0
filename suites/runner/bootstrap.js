// node bootstrap.js SCRATCH PROGRAM [PACKAGE…] runs PROGRAM, the URL of a TypeScript module. Before that it reads the
// PACKAGEs that PROGRAM imports: they are JavaScript, and once the hook for TypeScript is registered it is asked about each of their files.
const [, , , program, ...packages] = process.argv
await Promise.all(packages.map((name) => import(name)))
await import('../../vm/host/typescript/register.js')
await import(program)
