import type { CellRecord, Results } from '../schema/index.ts'
import { evidenceFiles } from '../model/index.ts'
import { worstFirst } from '../verdicts/index.ts'
import { complaintsIn, type LogLine } from './daemon-log.ts'
import { type Drop, dropsIn } from './drops.ts'
import { evidenceOf } from './evidence-text.ts'

/** What happened in a cell's last attempt beside what was asked, from its evidence. */
export interface CellTrace {
	readonly log: readonly LogLine[]
	readonly drops: readonly Drop[]
}

/** The end of a file that is looked at, and about how many letters of the page all of it may be. */
const [evidenceBytes, budget] = [256 * 1024, 200_000]

/** Of each cell by its id, where the record says when its attempt began; the worst first while there is room. */
export async function readTraces(
	dir: string,
	results: Results,
	signal?: AbortSignal,
): Promise<Map<string, CellTrace>> {
	const textOf = await evidenceOf(dir)
	const rank = ({ verdict }: CellRecord) => worstFirst.indexOf(verdict)
	const traces = new Map<string, CellTrace>()
	let left = budget
	for (const { id, evidence = [], startedAt, ms } of [...results.cells].sort((a, b) => rank(a) - rank(b))) {
		signal?.throwIfAborted()
		if (left <= 0) break
		if (startedAt === undefined || ms === undefined) continue
		const read = async (name: string): Promise<string> => {
			const path = evidence.find((one) => one.endsWith(`/${name}`))
			return (path === undefined ? undefined : await textOf(path, evidenceBytes)) ?? ''
		}
		const log = complaintsIn(await read(evidenceFiles.daemonJournal), new Date(startedAt), ms)
		const drops = dropsIn(await read(evidenceFiles.drops), new Date(startedAt), ms)
		if (log.length + drops.length === 0) continue
		traces.set(id, { log, drops })
		left -= log.reduce((sum, { text }) => sum + text.length, 0) + 20 * drops.length
	}
	return traces
}
