import { register } from 'tsx/esm/api'

// Runs a TypeScript program (a URL) in a directory's name, after the packages that it will need: they are JavaScript,
// and with tsx registered each of their hundreds of files would be asked about.
const [, , , program, ...packages] = process.argv
await Promise.all(packages.map((name) => import(name)))
register()
await import(program)
