import { appendFileSync } from 'node:fs'

let file

export function initialize(path) {
	file = path
}

export function load(url, context, nextLoad) {
	appendFileSync(file, `${url}\n`)
	return nextLoad(url, context)
}
