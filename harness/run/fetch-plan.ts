import { guestArchitecture } from '#results/architecture'
import { cacheDirectory, type Progress } from '#images'
import { ConfigurationError, explainError, HarnessError, InterruptedError } from '#results'
import type { Plan } from '#harness/matrix'
import { endOf } from './cell/cell.ts'
import { withheldIn } from './artifacts/kernel-fit.ts'
import { type ArtifactSources, RunArtifacts } from './artifacts/run-artifacts.ts'
import { schedule } from './host/schedule.ts'

export interface FetchOptions {
	readonly plan: Plan
	/** How many artifacts are fetched or built at once. */
	readonly jobs?: number | undefined
	readonly artifacts?: ArtifactSources
	readonly signal: AbortSignal
	readonly onNote: (message: string) => void
	readonly onProgress?: (progress: Progress) => void
	readonly env?: NodeJS.ProcessEnv
}

/** What a run would find for a cell. */
export type FetchedCell = { readonly id: string; readonly slug: string } & (
	| { readonly state: 'ready' }
	| { readonly state: 'unavailable' | 'error'; readonly reason: string; readonly hint?: string | undefined }
)

export interface Fetched {
	readonly cells: readonly FetchedCell[]
	/** Entries of the cache that the plan needs. */
	readonly used: ReadonlySet<string>
}

/** A download waits for the network, a build for a core; more at once are in each other's way. */
const DEFAULT_JOBS = 3

/**
 * Brings everything that a plan's cells boot with into the cache. What is not available is told by cell.
 * @throws InterruptedError; ConfigurationError for the lock file, or for a mirror of the environment that is no address.
 */
export async function fetchPlan(options: FetchOptions): Promise<Fetched> {
	const { plan, signal, onNote, onProgress, env = process.env } = options
	const artifacts = await RunArtifacts.open({
		...options.artifacts,
		arch: guestArchitecture(plan.cells),
		cacheRoot: cacheDirectory(env),
		signal,
		env,
		log: onNote,
		...(onProgress ? { onProgress } : {}),
	})
	const tried = plan.cells.filter(({ id }) => plan.unavailable.every((cell) => cell.id !== id))
	// The long ones first. What fails here fails again below, for each cell that needs it.
	const work: (() => Promise<unknown>)[] = [
		...[...new Set(tried.map(({ axes }) => axes.guest))].map((guest) => () => artifacts.base(guest)),
		...tried.map((cell) => () => artifacts.stack(cell)),
		...tried.map(
			({ axes }) =>
				() =>
					artifacts.kernel(axes.kernel, withheldIn({ axes })),
		),
		() => artifacts.probe(),
		() => artifacts.probeInitrd(),
	]
	await schedule(
		work,
		options.jobs ?? DEFAULT_JOBS,
		signal,
		async (get) => void (await get().catch(() => {})),
	)
	if (signal.aborted) throw new InterruptedError('Stopped while fetching.')
	const cells: FetchedCell[] = []
	for (const { id, slug } of plan.cells) {
		const cell = tried.find((one) => one.id === id)
		const reason = plan.unavailable.find((one) => one.id === id)?.reason ?? ''
		cells.push({ id, slug, ...(cell ? await stateOf(artifacts.forCell(cell), signal) : unavailable(reason)) })
	}
	return { cells, used: artifacts.cache.used }
}

const unavailable = (reason: string) => ({ state: 'unavailable', reason }) as const

async function stateOf(had: Promise<unknown>, signal: AbortSignal) {
	try {
		await had
		return { state: 'ready' } as const
	} catch (error) {
		// A mistake of the user's is no cell's.
		if (error instanceof ConfigurationError) throw error
		const { outcome } = endOf(error, signal)
		if (signal.aborted) throw new InterruptedError('Stopped while fetching.', { cause: error })
		const { message, hint } = error instanceof HarnessError ? error : { message: explainError(error) }
		return {
			state: outcome === 'unavailable' ? 'unavailable' : 'error',
			reason: message,
			hint,
		} as const
	}
}
