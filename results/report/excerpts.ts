import type { Results } from '../schema/index.ts'
import { isTold, worstFirst } from '../verdicts/index.ts'
import { evidenceOf } from './evidence-text.ts'

const excerptBytes = 4096
/** All of them together, so that the page can still be sent by mail. */
const excerptBudget = 300_000

/** Evidence of what went wrong, failures first. */
export async function readExcerpts(
	dir: string,
	results: Results,
	signal?: AbortSignal,
): Promise<Map<string, string>> {
	const checks = results.cells
		.flatMap((cell) => cell.checks.filter(({ verdict }) => isTold(verdict)))
		.sort((a, b) => worstFirst.indexOf(a.verdict) - worstFirst.indexOf(b.verdict))
	const broken = results.cells.flatMap((cell) => [
		...(cell.verdict === 'error' ? (cell.evidence ?? []) : []),
		...(cell.earlierAttempts ?? []).flatMap(({ evidence = [] }) => evidence),
	])
	const excerpts = new Map<string, string>()
	let left = excerptBudget
	const textOf = await evidenceOf(dir)
	for (const path of new Set([...broken, ...checks.flatMap(({ evidence }) => evidence ?? [])])) {
		signal?.throwIfAborted()
		if (left <= 0) break
		const text = await textOf(path, excerptBytes)
		if (text === undefined || text.trim() === '') continue
		excerpts.set(path, text)
		left -= text.length
	}
	return excerpts
}
