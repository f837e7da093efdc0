import { constants } from 'node:fs'
import { mkdir, open, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { HostError } from '../errors/index.ts'
import type { Results } from '../schema/index.ts'
import { writeDurably } from '../store/index.ts'
import { junitXml } from './forms/index.ts'
import { shellWord } from './html/index.ts'
import { reportHtml, type PageOptions } from './html/index.ts'

/** What a report can say beyond the record, known to whoever asks for it. */
export interface ReportContext {
	/** What each check asks, by its id. */
	readonly contracts?: ReadonlyMap<string, string>
	/** The names that `--preset` takes: how a cell can be run again. */
	readonly presets?: readonly string[]
	/** What the event log lacks, when it was damaged. */
	readonly gaps?: readonly string[]
	readonly signal?: AbortSignal
}

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

/** The command that runs one cell of this run again, but for the cell's name. */
export function reproCommand(matrix: string, presets: readonly string[]): string {
	const source = presets.includes(matrix) ? `--preset ${matrix}` : `--matrix ${shellWord(`${matrix}.yaml`)}`
	return `rootless-matrix run ${source}`
}

/** The page of a run whose directory is at hand. */
export async function htmlOfRun(dir: string, results: Results, context: ReportContext = {}): Promise<string> {
	const { contracts, presets = [], gaps, signal } = context
	const options: PageOptions = {
		excerpts: await readExcerpts(dir, results, signal),
		repro: reproCommand(results.run.matrix, presets),
		...(contracts === undefined ? {} : { contracts }),
		...(gaps === undefined ? {} : { gaps }),
	}
	return reportHtml(results, options)
}

/**
 * Writes `report/index.html` and `junit.xml` into a run's directory, each whole or not at all.
 * @throws HostError when the disk refuses.
 */
export async function writeReports(
	dir: string,
	results: Results,
	context: ReportContext = {},
): Promise<void> {
	const html = await htmlOfRun(dir, results, context)
	try {
		await mkdir(join(dir, 'report'), { recursive: true })
		await writeDurably(join(dir, 'report', 'index.html'), html)
		await writeDurably(join(dir, 'junit.xml'), junitXml(results, context.gaps))
	} catch (cause) {
		throw new HostError(`cannot write the report into ${dir}`, {
			cause,
			hint: 'Is the disk full, or not writable?',
		})
	}
}
