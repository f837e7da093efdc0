import { rm } from 'node:fs/promises'
import { type Store, StoreError } from '#harness/store'
import { explainError, type HarnessError, HostError, InterruptedError } from '#results'
import { keepDirectory, waitFor } from '#vm/host'
import { commitResult, readAttempts } from '../cell-result.ts'
import { cancelledName, isFinished } from '../names.ts'
import { type Payload, payloadForm } from '../payload.ts'
import { type FarmPlan, loadPlan } from '../plan.ts'
import { takeJobs, type TakenJob, type TakingJobs } from '../queue/take-jobs.ts'
import { patiently } from './patience.ts'
import { type CellRunner, runCell } from './run-cell.ts'

export interface WorkerOptions extends CellRunner {
	readonly store: Store
	/** The queue's address. */
	readonly url: string
	/** Whose cells it takes. */
	readonly classes: readonly string[]
	readonly name: string
	/** Cells at once. */
	readonly jobs: number
	/** What it is, and asks and judges with. */
	readonly tool: { readonly version: string; readonly sources: string }
	/** Milliseconds without anything to do after which it ends; default: none. */
	readonly maxIdle?: number | undefined
	/** Milliseconds after which a worker that is not heard of counts as dead; default: one minute. */
	readonly lease?: number | undefined
	/** Milliseconds that the store may be away; default: six hours. */
	readonly patience?: number | undefined
	/** Milliseconds between two looks whether the run was cancelled; default: ten seconds. */
	readonly every?: number | undefined
	readonly signal: AbortSignal
	readonly say: (message: string) => void
}

/** A cell that breaks may be to blame itself; so many in a row are this machine's doing. */
const MAX_ERRORS = 3

/**
 * Takes groups of cells from the queue and runs them until it is stopped, has nothing to do, or finds that it is of no use.
 * @returns how many cells it ran. @throws HarnessError that says why it withdrew.
 */
export async function runWorker(options: WorkerOptions): Promise<number> {
	const worker = new FarmWorker(options)
	return worker.run()
}

class FarmWorker {
	readonly #options: WorkerOptions
	readonly #plans = new Map<string, Promise<FarmPlan>>()
	/** Aborts when it takes no more jobs, and ends those that it has. */
	readonly #over = new AbortController()
	#why: HarnessError | undefined
	#active = 0
	#idleSince = Date.now()
	#errors = 0
	#ran = 0

	constructor(options: WorkerOptions) {
		this.#options = options
	}

	async run(): Promise<number> {
		const { signal, url, name, jobs, lease = 60_000, classes, maxIdle = Infinity, say } = this.#options
		const taking: TakingJobs[] = []
		const onAbort = () => this.#over.abort(new InterruptedError('the worker is stopped'))
		if (signal.aborted) onAbort()
		signal.addEventListener('abort', onAbort, { once: true })
		try {
			for (const one of classes)
				taking.push(
					await takeJobs({ url, name: one, worker: name, jobs, lease, handle: this.#handle, onTrouble: say }),
				)
			say(`Worker ${name} waits for cells of ${classes.join(' and ')}.`)
			await waitFor(
				{
					description: 'the end of the worker',
					probe: () =>
						this.#over.signal.aborted || (this.#active === 0 && Date.now() - this.#idleSince > maxIdle),
				},
				{ every: 200, deadline: Infinity },
			)
		} finally {
			this.#over.abort(new InterruptedError('the worker is stopped'))
			await Promise.all(taking.map((one) => one.stop()))
			signal.removeEventListener('abort', onAbort)
		}
		if (this.#why) throw this.#why
		return this.#ran
	}

	#withdraw(why: HarnessError): void {
		this.#why ??= why
		this.#over.abort(why)
	}

	readonly #handle = async (job: TakenJob): Promise<'done' | 'back'> => {
		const end = await this.#tryGroup(job)
		// Who gives a job back has not died of it.
		if (end === 'back') await job.tell(job.progress)
		return end
	}

	async #tryGroup(job: TakenJob): Promise<'done' | 'back'> {
		if (this.#over.signal.aborted) return 'back'
		this.#active++
		try {
			return await this.#runGroup(job)
		} catch (error) {
			if (error instanceof InterruptedError || this.#over.signal.aborted) return 'back'
			// A plan that is not what was submitted is no other worker's either; a disk or a store that is gone is ours.
			const isGroups =
				!(error instanceof HostError) || (error instanceof StoreError && error.trouble === 'damaged')
			if (isGroups) throw new Error(explainError(error), { cause: error })
			this.#withdraw(error)
			return 'back'
		} finally {
			this.#active--
			this.#idleSince = Date.now()
		}
	}

	async #runGroup(job: TakenJob): Promise<'done' | 'back'> {
		const read = payloadForm.safeParse(job.data)
		if (!read.success) throw new Error('this is no job of a farm')
		const payload = read.data
		const farm = await this.#plan(payload)
		const other = this.#otherTool(farm)
		if (other) {
			this.#withdraw(other)
			return 'back'
		}
		const group = farm.groups.find(({ id }) => id === payload.group)
		const ids = payload.cell === undefined ? group?.cells : group?.cells.filter((id) => id === payload.cell)
		if (ids === undefined || ids.length === 0) throw new Error(`the plan has no group ${payload.group}`)
		const { name } = this.#options
		const workers = [...job.progress.workers.filter((one) => one !== name), name].slice(-20)
		for (const id of ids) {
			if (this.#over.signal.aborted) return 'back'
			if (job.isLost() || (await this.#isOver(farm, id))) continue
			await job.tell({ workers, cell: id })
			await this.#runOne(farm, id, job.progress.cell === id ? job.progress.workers.at(-1) : undefined)
		}
		return 'done'
	}

	/** Whether nothing is to be done about a cell: it has a result, or the run was cancelled. */
	async #isOver({ facts: { run } }: FarmPlan, cell: string): Promise<boolean> {
		const { store } = this.#options
		return this.#patiently(
			async () => (await store.has(cancelledName(run))) || isFinished(await readAttempts(store, run, cell)),
		)
	}

	async #runOne(farm: FarmPlan, id: string, lost: string | undefined): Promise<void> {
		const { store, name, say } = this.#options
		const cell = farm.plan.cells.find((one) => one.id === id)
		if (cell === undefined) return
		say(`${farm.facts.run} ${cell.slug}: started`)
		using cancelled = this.#watchCancelled(farm)
		const signal = AbortSignal.any([this.#over.signal, cancelled.signal])
		let ran: Awaited<ReturnType<typeof runCell>>
		try {
			ran = await runCell(this.#options, farm, cell, { signal })
		} catch (error) {
			if (cancelled.signal.aborted) return say(`${farm.facts.run} ${cell.slug}: cancelled`)
			throw error
		}
		// Also when the worker is being stopped: what has ended is not run again.
		const attempt = await this.#patiently(() => commitResult(store, farm, name, { ...ran, lost })).catch(
			async (error: unknown) => {
				await keepDirectory(this.#options.dir).catch(() => undefined)
				say(`What ${cell.slug} left lies in ${ran.dir}: it is not in the store.`)
				throw error
			},
		)
		await rm(ran.dir, { recursive: true, force: true })
		this.#ran++
		say(
			`${farm.facts.run} ${cell.slug}: ${ran.verdict}${attempt.number === 1 ? '' : ` (attempt ${attempt.number})`}`,
		)
		this.#errors = ran.verdict === 'error' ? this.#errors + 1 : 0
		if (this.#errors >= MAX_ERRORS)
			this.#withdraw(
				new HostError(`the last ${MAX_ERRORS} cells that ${name} ran ended as error: it takes no more`, {
					hint: 'See why with `rootless-matrix farm collect` and `rootless-matrix doctor`, and start the worker again.',
				}),
			)
	}

	/** Aborts when the run is cancelled while a cell of it runs. */
	#watchCancelled({ facts: { run } }: FarmPlan): Disposable & { readonly signal: AbortSignal } {
		const { store, every = 10_000 } = this.#options
		const controller = new AbortController()
		const timer = setInterval(() => {
			store.has(cancelledName(run)).then(
				(is) => is && controller.abort(new InterruptedError('the run was cancelled')),
				() => undefined,
			)
		}, every)
		return { signal: controller.signal, [Symbol.dispose]: () => clearInterval(timer) }
	}

	#plan({ run, plan: digest }: Payload): Promise<FarmPlan> {
		const key = `${run} ${digest}`
		const known = this.#plans.get(key)
		if (known) return known
		const loaded = this.#patiently(() => loadPlan(this.#options.store, run, { digest }))
		this.#plans.set(key, loaded)
		loaded.catch(() => this.#plans.delete(key))
		return loaded
	}

	/** What to install, where the run was submitted by another harness: other code asks other questions, or judges otherwise. */
	#otherTool({ facts: { run, tool } }: FarmPlan): HarnessError | undefined {
		const { tool: own, name } = this.#options
		if (tool.version === own.version && tool.sources === own.sources) return undefined
		const [theirs, ours] = [tool, own].map(
			({ version, sources }) => `${version} (sources ${sources ?? 'not recorded'})`,
		)
		return new HostError(
			`the run ${run} was submitted by rootless-matrix ${theirs}, and the worker ${name} is ${ours}: it takes none of its cells`,
			{ hint: `Install rootless-matrix ${theirs} on the worker, or submit the matrix again with ${ours}.` },
		)
	}

	#patiently<T>(ask: () => Promise<T>): Promise<T> {
		const { patience = 6 * 3_600_000, signal, say } = this.#options
		return patiently(ask, { patience, signal, say })
	}
}
