import { constants } from 'node:fs'
import { open, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { Results } from '../schema/index.ts'

const excerptBytes = 4096
/** All of them together, so that the page can still be sent by mail. */
const excerptBudget = 300_000

/** The end of a file; empty for what is none. */
async function endOf(path: string): Promise<string> {
	// Without waiting for a writer: somebody's pipe under the name of evidence must not hold the report up.
	await using handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
	const stats = await handle.stat()
	if (!stats.isFile()) return ''
	const { size } = stats
	const length = Math.min(size, excerptBytes)
	const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length)
	return buffer.subarray(0, bytesRead).toString('utf8')
}

/** Evidence of what went wrong, failures first. A path that leads out of the run's directory is not followed. */
export async function readExcerpts(
	dir: string,
	results: Results,
	signal?: AbortSignal,
): Promise<Map<string, string>> {
	const order = ['error', 'fail', 'flaky', 'fixed', 'known']
	const checks = results.cells
		.flatMap((cell) => cell.checks.filter(({ verdict }) => order.includes(verdict)))
		.sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
	const broken = results.cells.flatMap((cell) => [
		...(cell.verdict === 'error' ? (cell.evidence ?? []) : []),
		...(cell.earlierAttempts ?? []).flatMap(({ evidence = [] }) => evidence),
	])
	const excerpts = new Map<string, string>()
	let left = excerptBudget
	const root = await realpath(dir).catch(() => undefined)
	for (const path of new Set([...broken, ...checks.flatMap(({ evidence }) => evidence ?? [])])) {
		signal?.throwIfAborted()
		if (root === undefined || left <= 0) break
		const text = await insideOnly(root, path)
		if (text === undefined || text.trim() === '') continue
		excerpts.set(path, text)
		left -= text.length
	}
	return excerpts
}

async function insideOnly(root: string, path: string): Promise<string | undefined> {
	try {
		const real = await realpath(join(root, path))
		return real.startsWith(root + sep) ? await endOf(real) : undefined
	} catch {
		// Evidence that is gone, or a directory: the page still links to where it was.
		return undefined
	}
}
