import { foldEvents, writeRun, type Results, type RunStore } from '#results'
import { reportFacts } from '#harness/report-facts'

/** Writes everything that is folded from a run's events. @throws HostError when the disk refuses. */
export async function recordRun(store: RunStore): Promise<Results> {
	const results = foldEvents(store.events)
	const facts = await reportFacts({ matrix: results.run.matrix, cells: results.cells })
	await writeRun({ dir: store.dir, results, facts })
	return results
}

/** Milliseconds after an interrupt; the process is ended after 15 s, and this takes some tenths of one. */
const RESCUE_AFTER = 11_000

/**
 * Writes results.json of a run that is interrupted, however long its VMs take to go. Until it is disposed of.
 */
export function rescueResults(store: RunStore, signal: AbortSignal, after = RESCUE_AFTER): Disposable {
	let timer: NodeJS.Timeout | undefined
	const rescue = () => {
		// What cannot be written now is said when the run ends in its own time.
		timer = setTimeout(() => void writeResults(store).catch(() => undefined), after)
	}
	if (signal.aborted) rescue()
	else signal.addEventListener('abort', rescue, { once: true })
	return {
		[Symbol.dispose]() {
			clearTimeout(timer)
			signal.removeEventListener('abort', rescue)
		},
	}
}

async function writeResults({ dir, events }: RunStore): Promise<void> {
	await writeRun({ dir, results: foldEvents(events) }, ['json'])
}
