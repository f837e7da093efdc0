import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { holdMutex } from '#vm/host'
import { readPlain } from '#results/files'
import {
	assertOwnLog,
	assertOwnReports,
	attemptChecks,
	ConfigurationError,
	createRun,
	hasItsEnd,
	HostError,
	readEvents,
	replay,
	reopenRun,
	type RunState,
	type RunStore,
} from '#results'
import { askedByDefault } from '#suites'
import type { Plan } from '#harness/matrix'

/** A run that was interrupted, and is resumed. */
export interface ResumedRun extends AsyncDisposable {
	readonly store: RunStore
	/** The ids of cells that came to an end of their own, without an error: they stay as they are. */
	readonly done: ReadonlySet<string>
	/** How often each cell was tried, by its id. */
	readonly attempts: ReadonlyMap<string, number>
	/** What its log says. */
	readonly state: RunState
}

export interface ResumeOptions {
	/** The run's directory. */
	readonly dir: string
	readonly plan: Plan
	/** The ids of the checks that will be asked; default: all but those on demand. */
	readonly checks?: readonly string[] | undefined
	readonly signal: AbortSignal
}

/**
 * Opens a run to resume it with what it has not come to.
 * @throws ConfigurationError when that would mix what does not belong together, or nothing is left to do; HostError when it
 * is still running, or its event log is damaged.
 */
export async function resumeRun(options: ResumeOptions): Promise<ResumedRun> {
	const { dir, signal } = options
	const log = join(dir, 'events.ndjson')
	if (!existsSync(log))
		throw new ConfigurationError(`${dir} is not the directory of a run: it has no events.ndjson.`)
	await assertOwnLog(dir)
	await assertOwnReports(dir)
	const lock = await lockRun(dir, signal)
	try {
		const { events } = await readEvents(log, { signal })
		const state = replay(events)
		const rest = remainder(state, options, await isRecorded(dir))
		const store = await reopenRun(dir)
		return { store, state, ...rest, ...closing(store, lock) }
	} catch (error) {
		await lock[Symbol.asyncDispose]()
		throw error
	}
}

/** A run from its beginning. */
export async function newRun(
	runsDir: string,
	plan: Plan,
	signal: AbortSignal,
): Promise<Pick<ResumedRun, 'store'> & AsyncDisposable> {
	const store = await createRun({ runsDir, matrix: plan.name })
	return { store, ...closing(store, await lockRun(store.dir, signal)) }
}

/** Two harnesses must not write to one event log. @throws HostError when another one does. */
async function lockRun(dir: string, signal: AbortSignal): Promise<AsyncDisposable> {
	try {
		return await holdMutex(join(dir, 'events.ndjson'), { signal, wait: false })
	} catch (cause) {
		if (!(cause instanceof HostError)) throw cause
		throw new HostError(`The run in ${dir} is still going on.`, { cause })
	}
}

const closing = (store: RunStore, lock: AsyncDisposable): AsyncDisposable => ({
	async [Symbol.asyncDispose]() {
		await store[Symbol.asyncDispose]()
		await lock[Symbol.asyncDispose]()
	},
})

/** Whether the results of a run that came to its end are written. */
async function isRecorded(dir: string): Promise<boolean> {
	const text = await readPlain(join(dir, 'results.json'), { maxBytes: 500 * 2 ** 20 }).catch(() => '')
	return /^\t\t"state": "completed"/m.test(text) && existsSync(join(dir, 'report/index.html'))
}

/** What is left to do. @throws ConfigurationError */
function remainder(
	{ started, ended, cells }: RunState,
	{ plan, checks = askedByDefault }: ResumeOptions,
	recorded: boolean,
): Pick<ResumedRun, 'done' | 'attempts'> {
	if (started.matrixHash !== plan.matrixHash)
		throw new ConfigurationError(
			`The run ${started.runId} was of ${started.matrix} with other cells (${started.matrixHash}, now ${plan.matrixHash}).`,
			{
				hint: 'Name the same matrix, and the same cells with --only, as it was started with; or start a new run.',
			},
		)
	const parts = [started, plan].map(({ shard }) =>
		shard === undefined ? 'the whole plan' : `shard ${shard.index} of ${shard.of}`,
	)
	if (parts[0] !== parts[1])
		throw new ConfigurationError(`The run ${started.runId} was of ${parts[0]}, not of ${parts[1]}.`, {
			hint: 'Name the same --shard as it was started with, or start a new run.',
		})
	const done = new Set<string>()
	for (const [id, state] of cells) {
		const { end, plan: cell } = state
		const ended = end.state === 'completed'
		// What broke or was cut off says what it was to ask, and has failed there perhaps; older logs do not say it.
		const asked = new Set(ended ? attemptChecks(state).keys() : state.asked)
		if (!ended && asked.size === 0) continue
		if (hasItsEnd(state)) done.add(id)
		const other = [...new Set([...asked, ...checks])].filter(
			(check) => asked.has(check) !== checks.includes(check),
		)
		if (other.length > 0)
			throw new ConfigurationError(
				`The run ${started.runId} asked other checks in ${cell.slug}: ${other.join(', ')}.`,
				{ hint: 'Name the same checks with --checks as it was started with, or start a new run.' },
			)
	}
	// A run that was stopped after its last cell has its own end, or its reports, still to come.
	if (done.size === cells.size && ended?.state === 'completed' && recorded)
		throw new ConfigurationError(
			`Nothing is left to do in the run ${started.runId}: all of its ${cells.size} cells came to an end.`,
		)
	return { done, attempts: new Map([...cells].map(([id, { attempts }]) => [id, attempts])) }
}
