import type { PastTimings } from '#harness/past-timings'

/**
 * Runs `work` over `items`, at most `jobs` at a time, in order of their start; `upcoming` gives those that have not
 * started. When the signal aborts or one of them rejects, nothing further starts; what runs is waited for. `onFailure` hears
 * of the first rejection at once; it is rethrown when everything has settled.
 */
export async function schedule<T>(
	items: readonly T[],
	jobs: number,
	signal: AbortSignal,
	work: (item: T, upcoming: () => readonly T[]) => Promise<void>,
	onFailure: (error: unknown) => void = () => undefined,
): Promise<void> {
	let next = 0
	const failures: unknown[] = []
	const worker = async () => {
		while (!signal.aborted && failures.length === 0) {
			const item = items[next++]
			if (item === undefined) return
			await work(item, () => items.slice(next)).catch((error: unknown) => {
				if (failures.push(error) === 1) onFailure(error)
			})
		}
	}
	await Promise.all(Array.from({ length: Math.min(jobs, items.length) }, worker))
	if (failures.length > 0) throw failures[0]
}

/**
 * The order in which to start cells that run side by side: a long one left for the end would run alone. Cells that never
 * ran may be long, so they come first; else the plan's order stays, in which neighbours share a kernel.
 */
export function longestFirst<Cell extends { readonly id: string }>(
	cells: readonly Cell[],
	timings: PastTimings,
): Cell[] {
	const expected = ({ id }: Cell) => timings.get(id) ?? Number.MAX_VALUE
	return [...cells].sort((a, b) => expected(b) - expected(a))
}
