import { type Cell, recorded, readCell } from '#harness/matrix'
import { join } from 'node:path'
import { Cache } from '#images'
import { type Outcome, type RunStore } from '#results'
import { exampleCell, runStarted } from '#results/testing'
import type { CellFacts, OpenSuites } from '#suites'
import type { CellContext } from '../cell/cell-life.ts'
import type { LiveCell, OpenCellOptions } from '../cell/open-cell.ts'
import { type RunCellsOptions, runCells } from '../run-cells.ts'

/** For tests: what one attempt of a cell does. */
interface FakeAttempt {
	/** What bringing its VM up throws, as any step of it may. */
	readonly throws?: Error
	readonly checks?: Readonly<Record<string, Outcome>>
	/** What the suites throw when these checks have ended. */
	readonly throwsAfter?: Error
	/** Waits in the middle of the suites until the run is stopped. */
	readonly hangs?: boolean
	/** Called with the cell's VM up. */
	readonly during?: () => void | Promise<void>
}

export interface FakeCells {
	readonly store: RunStore
	readonly cells: readonly Cell[]
	/** What each attempt of a cell does, by its slug; after the last one, the last one again. */
	readonly attempts: Readonly<Record<string, readonly FakeAttempt[]>>
	readonly signal?: AbortSignal
	readonly options?: Partial<RunCellsOptions>
	/** Whether VMs are restored, where the context has snapshots. */
	readonly snapshots?: boolean
}

/** For tests: three cells that differ in nothing. */
export const threeCells = ['one', 'two', 'three'].map((slug, index) =>
	readCell(exampleCell(String(index + 1).repeat(12), slug)),
)

/** For tests: what happened to the VMs of a run that had none. */
export interface FakeOutcome {
	/** How each was brought up: `one restored`, `two booted`. */
	readonly started: readonly string[]
	/** How many VMs and processes of suites were opened and not disposed of. */
	readonly open: { readonly vms: number; readonly suites: number }
	/** What kept the run from being recorded. */
	readonly thrown: unknown
}

const takenAt = '2026-11-20T00:00:00.000Z'

/** For tests: runs cells without VMs, through everything that is above them. */
export async function runFakeCells({
	store,
	cells,
	attempts,
	signal = new AbortController().signal,
	options = {},
	snapshots = false,
}: FakeCells): Promise<FakeOutcome> {
	const started: string[] = []
	const open = { vms: 0, suites: 0 }
	const tried = new Map<string, number>()
	const current = new Map<string, FakeAttempt>()
	const next = (slug: string): FakeAttempt => {
		const count = tried.get(slug) ?? 0
		tried.set(slug, count + 1)
		const script = attempts[slug] ?? [{}]
		const attempt = script[Math.min(count, script.length - 1)] ?? {}
		current.set(slug, attempt)
		return attempt
	}
	const openCell = async (cell: Cell, opening: OpenCellOptions): Promise<LiveCell> => {
		const attempt = next(cell.slug)
		const restored = opening.snapshots !== undefined
		started.push(`${cell.slug} ${restored ? 'restored' : 'booted'}`)
		await opening.phase?.(restored ? 'restore' : 'boot', async () => {
			if (attempt.throws) throw attempt.throws
		})
		open.vms++
		opening.onStack?.({
			stack: { origins: [] },
			accelerator: 'tcg',
			snapshot: restored ? { key: 'abc', takenAt } : undefined,
		})
		await attempt.during?.()
		return {
			guest: undefined as never,
			facts: { cell: recorded(cell) } as CellFacts,
			[Symbol.asyncDispose]: async () => void open.vms--,
		}
	}
	const take = async (): Promise<OpenSuites> => {
		open.suites++
		return {
			async run({ cell }, { signal: stop, onEvent }) {
				const { checks = { 'dns.udp': 'pass' }, hangs, throwsAfter } = current.get(cell.slug) ?? {}
				for (const [check, outcome] of Object.entries(checks)) {
					onEvent({ type: 'check.started', check })
					onEvent({ type: 'check.ended', check, outcome, ms: 1 })
				}
				if (throwsAfter) throw throwsAfter
				if (!hangs) return
				await new Promise((resolve) => stop?.addEventListener('abort', resolve, { once: true }))
				throw stop?.reason
			},
			[Symbol.asyncDispose]: async () => void open.suites--,
		}
	}
	const cache = new Cache(join(store.dir, 'cache'))
	const context: CellContext = {
		store,
		artifacts: { cache, forCell: () => Promise.reject(new Error('no cell asks for it')) },
		host: undefined,
		cpus: 1,
		signal,
		suites: { take, prepare: () => undefined },
		openCell,
		snapshots: snapshots ? { cache, maxBytes: Infinity, notBefore: new Date(0) } : undefined,
	}
	store.emit(runStarted(...cells.map(recorded)))
	const plan = { cells, unavailable: [] }
	const thrown = await runCells({ plan, context, jobs: 1, retries: 1, timings: new Map(), ...options }).then(
		() => undefined,
		(error: unknown) => error,
	)
	return { started, open, thrown }
}
