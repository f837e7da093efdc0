import { fileURLToPath } from 'node:url'
import { type Bounded, runProgram } from '#vm/host'

/**
 * Where files of JavaScript have a mistake of syntax, as Node says it: `path:line: what`. vite says of a plug-in only that there
 * is one. Of TypeScript it gives the place itself, and whether `.js` is a module is another question.
 */
export async function syntaxMistakes(paths: readonly string[], bounded: Bounded): Promise<string[]> {
	const checked = paths.filter((path) => /\.[cm]js$/.test(path)).map((path) => mistakeIn(path, bounded))
	return (await Promise.all(checked)).filter((one) => one !== undefined)
}

async function mistakeIn(path: string, bounded: Bounded): Promise<string | undefined> {
	const ended = await runProgram([process.execPath, '--check', path], bounded)
	if (ended.state !== 'ended' || ended.code === 0) return undefined
	const [, file = '', line = ''] = /^(\S.*):(\d+)$/m.exec(ended.output) ?? []
	const what = /^SyntaxError: (.+)$/m.exec(ended.output)?.[1]
	if (what === undefined) return undefined
	return `${file.startsWith('file:') ? fileURLToPath(file) : file}:${line}: ${what}`
}
