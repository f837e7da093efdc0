import { foldEvents, type Results, type RunStore, summaryMarkdown, writeReports } from '#results'
import { catalogue } from '#suites'
import { listPresets } from '#harness/matrix'

/** Writes everything that is folded from a run's events. @throws HostError when the disk refuses. */
export async function recordRun(store: RunStore): Promise<Results> {
	const results = foldEvents(store.events)
	await store.writeResults(results)
	await store.writeSummary(summaryMarkdown(results))
	const contracts = new Map(catalogue.map(({ id, contract }) => [id, contract]))
	await writeReports(store.dir, results, { contracts, presets: await listPresets() })
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
		timer = setTimeout(() => void store.writeResults(foldEvents(store.events)).catch(() => undefined), after)
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
