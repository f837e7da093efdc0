import { appendFileSync } from 'node:fs'

let file

export function initialize(path) {
	file = path
}

// Not `load`: what makes JavaScript of TypeScript reads the file itself, and asks no other hook for it.
export async function resolve(specifier, context, nextResolve) {
	const resolved = await nextResolve(specifier, context)
	appendFileSync(file, `${resolved.url}\n`)
	return resolved
}
