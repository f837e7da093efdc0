import type { Job, Worker } from 'bullmq'
import { type JobProgress, progressForm } from '../payload.ts'
import { loadBullMq } from './load.ts'
import { assertAnswers, postgresConnection, PREFIX, redisConnection } from './queue.ts'
import { queueKind, queueTrouble } from './queue-url.ts'

/** A job that this worker has. */
export interface TakenJob {
	readonly id: string
	/** As it came: whoever can write to the queue wrote it. */
	readonly data: unknown
	readonly progress: JobProgress
	/** Tells the others. What cannot be told is passed over: it only explains. */
	tell(progress: JobProgress): Promise<void>
	/** Whether somebody else may have it by now. */
	isLost(): boolean
}

/** `done` takes it out of the queue, `back` leaves it to somebody else. What is thrown makes it fail for good. */
type HandleJob = (job: TakenJob) => Promise<'done' | 'back'>

export interface TakeJobsOptions {
	readonly url: string
	/** The queue's. */
	readonly name: string
	readonly worker: string
	readonly jobs: number
	/** Milliseconds after which a worker that is not heard of counts as dead. */
	readonly lease: number
	readonly handle: HandleJob
	/** What is amiss with the queue; the worker goes on when it is back. */
	readonly onTrouble: (message: string) => void
}

export interface TakingJobs {
	/** Takes no more, and waits for those that it has. */
	stop(): Promise<void>
}

/** Takes jobs from a queue until it is stopped. @throws ConfigurationError, HostError where the queue does not answer. */
export async function takeJobs(options: TakeJobsOptions): Promise<TakingJobs> {
	const { url, name, jobs, lease, handle, onTrouble } = options
	const kind = queueKind(url)
	const bullmq = await loadBullMq(kind)
	await assertAnswers(kind, url)
	const lost = new Set<string>()
	const process = async (job: Job, token?: string): Promise<void> => {
		lost.delete(job.id ?? '')
		const result = await handle({
			id: job.id ?? '',
			data: job.data,
			progress: progressForm.parse(job.progress),
			tell: (progress) => job.updateProgress(progress).catch(() => undefined),
			isLost: () => lost.has(job.id ?? ''),
		})
		if (result === 'done') return
		await job.moveToWait(token)
		throw new bullmq.WaitingError()
	}
	const settings = {
		name: options.worker,
		concurrency: jobs,
		lockDuration: lease,
		stalledInterval: lease,
		// The second death of its worker is the last one.
		maxStalledCount: 1,
		drainDelay: 2,
		removeOnComplete: { count: 0 },
	}
	const worker = (
		kind === 'redis'
			? new bullmq.Worker(name, process, { ...settings, connection: redisConnection(url), prefix: PREFIX })
			: new bullmq.Worker(
					name,
					process,
					{ ...settings, connection: postgresConnection(url) },
					bullmq.createPostgresBackend as never,
				)
	) as Worker
	let last = ''
	worker.on('error', (error) => {
		// A connection that is away says so many times a second.
		const message = isElsewhere(error)
			? 'The queue gave a job to somebody else meanwhile: what was run of it is kept as an attempt.'
			: `${queueTrouble(url, error).message} (${error.message})`
		if (message !== last) onTrouble(message)
		last = message
	})
	worker.on('active', () => void (last = ''))
	worker.on('lockRenewalFailed', (ids) => ids.forEach((id) => lost.add(id)))
	await worker.waitUntilReady().catch((cause: unknown) => {
		throw queueTrouble(url, cause)
	})
	return { stop: () => worker.close().catch(() => undefined) }
}

/** What BullMQ says of a job whose lock it took away, or that somebody took out of the queue. */
const isElsewhere = ({ message }: Error): boolean =>
	/Missing lock|Missing key|not in the active state|could not renew lock/i.test(message)
