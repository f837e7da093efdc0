import type { Job, Queue } from 'bullmq'
import { abortError } from '#vm/host'
import { jobIdOf, type JobProgress, type Payload, payloadForm, progressForm } from '../payload.ts'
import { loadBullMq } from './load.ts'
import { type QueueKind, queueKind, queueTrouble } from './queue-url.ts'

/** Keys of Redis begin with it; PostgreSQL has a schema of BullMQ's. */
export const PREFIX = 'rootless-matrix'

/** A job as a coordinator sees it. */
export interface QueuedJob {
	readonly id: string
	readonly payload: Payload
	readonly state: 'waiting' | 'active' | 'failed'
	/** Why it failed; whoever can write to the queue can write it. */
	readonly reason: string
	readonly progress: JobProgress
}

/** The queue of one class of machines. */
export interface FarmQueue extends AsyncDisposable {
	/** One that is there already stays as it is. A higher priority goes first, of 0 to 100. */
	add(payloads: readonly Payload[], priority: number): Promise<void>
	/** Every job of a run that has not come to its end, and those that failed. */
	jobs(run: string): Promise<QueuedJob[]>
	/** Takes jobs out that nobody works on. */
	remove(ids: readonly string[]): Promise<void>
	/** The names of those who wait for jobs, as far as the queue knows. */
	workers(): Promise<string[]>
}

/** Opens the queue of a class. @throws ConfigurationError, HostError where it does not answer. */
export async function openQueue(url: string, name: string, signal?: AbortSignal): Promise<FarmQueue> {
	const kind = queueKind(url)
	const bullmq = await loadBullMq(kind)
	await assertAnswers(kind, url, signal)
	const queue: Queue<Payload> =
		kind === 'redis'
			? new bullmq.Queue<Payload>(name, { connection: redisConnection(url), prefix: PREFIX })
			: new bullmq.Queue<Payload>(
					name,
					{ connection: postgresConnection(url) },
					bullmq.createPostgresBackend as never,
				)
	// Without a listener, a connection that breaks would end the process.
	queue.on('error', () => undefined)
	await queue.waitUntilReady().catch((cause: unknown) => {
		throw queueTrouble(url, cause)
	})
	return new BullQueue(queue, url)
}

export const redisConnection = (url: string) => ({ url, maxRetriesPerRequest: null })
export const postgresConnection = (url: string) => ({ connectionString: url, migrate: true }) as never

/** BullMQ tries for ever; a wrong address or password is to be told at once. */
export async function assertAnswers(kind: QueueKind, url: string, signal?: AbortSignal): Promise<void> {
	if (signal?.aborted) throw abortError('the queue', signal)
	// The driver of PostgreSQL tells it itself.
	if (kind === 'postgres') return
	const { Redis } = await import('ioredis')
	const redis = new Redis(url, {
		lazyConnect: true,
		connectTimeout: 5000,
		maxRetriesPerRequest: 0,
		retryStrategy: () => null,
	})
	let first: unknown
	redis.on('error', (error) => (first ??= error))
	try {
		await redis.connect()
		await redis.ping()
	} catch (error) {
		throw queueTrouble(url, first ?? error)
	} finally {
		redis.disconnect()
	}
}

/** What BullMQ does at once: 12,500 groups are some of them. */
const BULK = 1000

class BullQueue implements FarmQueue {
	readonly #queue: Queue<Payload>
	readonly #url: string

	constructor(queue: Queue<Payload>, url: string) {
		this.#queue = queue
		this.#url = url
	}

	async add(payloads: readonly Payload[], priority: number): Promise<void> {
		for (let from = 0; from < payloads.length; from += BULK)
			await this.#told(() =>
				this.#queue.addBulk(
					payloads.slice(from, from + BULK).map((data) => ({
						name: 'group',
						data,
						opts: {
							jobId: jobIdOf(data),
							// BullMQ's smallest number goes first.
							priority: 101 - priority,
							removeOnComplete: true,
							removeOnFail: false,
						},
					})),
				),
			)
	}

	async jobs(run: string): Promise<QueuedJob[]> {
		const jobs: QueuedJob[] = []
		const states = {
			waiting: ['waiting', 'prioritized', 'delayed'],
			active: ['active'],
			failed: ['failed'],
		} as const
		for (const state of ['failed', 'active', 'waiting'] as const) {
			const found = await this.#told(() => this.#queue.getJobs([...states[state]]))
			jobs.push(...found.flatMap((job: Job<Payload> | undefined) => this.#seen(job, run, state)))
		}
		// One that moved on between two looks is there twice: the later look counts.
		return [...new Map(jobs.map((job) => [job.id, job])).values()]
	}

	#seen(job: Job<Payload> | undefined, run: string, state: QueuedJob['state']): QueuedJob[] {
		const payload = payloadForm.safeParse(job?.data)
		if (!payload.success || payload.data.run !== run || job?.id !== jobIdOf(payload.data)) return []
		const { failedReason = '', progress } = job
		return [
			{
				id: job.id,
				payload: payload.data,
				state,
				reason: failedReason,
				progress: progressForm.parse(progress),
			},
		]
	}

	async remove(ids: readonly string[]): Promise<void> {
		for (const id of ids) await this.#told(() => this.#queue.remove(id))
	}

	async workers(): Promise<string[]> {
		const workers = await this.#told(() => this.#queue.getWorkers())
		return workers.flatMap(({ name = '', rawname = '' }) => {
			const [, own = name] = /:w:(.*)$/.exec(rawname) ?? []
			return own === '' ? [] : [own]
		})
	}

	async #told<T>(ask: () => Promise<T>): Promise<T> {
		try {
			return await ask()
		} catch (cause) {
			throw queueTrouble(this.#url, cause)
		}
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#queue.close().catch(() => undefined)
	}
}
