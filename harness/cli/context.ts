import type { BenchOptions, BenchRecord } from '#harness/bench'
import type { ProbeAccelerator, RunProgram } from '#harness/doctor'
import type { Plan } from '#harness/matrix'
import type { ArtifactSources, Fetched, FetchOptions } from '#harness/run'
import type { Results, RunEvent } from '#results'
import type { Interrupts } from './interrupts.ts'
import type { Screen } from './view/index.ts'

/** What a run needs of the CLI. */
export interface RunRequest {
	readonly plan: Plan
	readonly artifacts: ArtifactSources
	readonly runsDir: string
	/** The directory of a run to resume. */
	readonly resume?: string | undefined
	readonly jobs?: number | undefined
	readonly snapshots: boolean
	readonly snapshotSpace?: number | undefined
	readonly snapshotAge?: number | undefined
	readonly compareSnapshots?: number | undefined
	readonly retries?: number | undefined
	readonly checks?: readonly string[] | undefined
	readonly signal: AbortSignal
	readonly onEvent: (event: RunEvent) => void
	/** What a resumed run has recorded before. */
	readonly onResumed: (before: readonly RunEvent[]) => void
	/** Something to read before the run has begun to record: downloads, image builds. */
	readonly onNote: (message: string) => void
	readonly env: NodeJS.ProcessEnv
	readonly toolVersion: string
}

export interface ProbeRequest {
	readonly env: NodeJS.ProcessEnv
	readonly signal: AbortSignal
	readonly log: (message: string) => void
}

/** What the verbs do to the world; a test gives its own. */
export interface Services {
	readonly runPlan: (request: RunRequest) => Promise<{ readonly dir: string; readonly results: Results }>
	readonly bench: (
		options: BenchOptions,
	) => Promise<{ readonly record: BenchRecord; readonly markdown: string }>
	readonly fetchPlan: (options: FetchOptions) => Promise<Fetched>
	readonly runProgram: RunProgram
	/** Boots the probe guest; the cache is where its kernel is kept. */
	readonly probeAccelerator: (options: ProbeRequest) => ProbeAccelerator
	readonly cacheDirectory: (env: NodeJS.ProcessEnv) => Promise<string>
	readonly hasPackageLists: () => Promise<boolean>
	readonly isRoot: boolean
	/** Asks the user yes or no; undefined where nobody sits who could answer. */
	readonly confirm: ((question: string, signal: AbortSignal) => Promise<boolean>) | undefined
}

/** Everything ambient that a verb may use. */
export interface Context {
	readonly env: NodeJS.ProcessEnv
	readonly stdout: Screen
	readonly stderr: Screen
	readonly now: () => number
	readonly interrupts: Interrupts
	readonly services: Services
	readonly version: string
}

/** Whether to colour what goes to a stream: https://no-color.org, and nothing for pipes and dumb terminals. */
export function wantsColor(screen: Screen, env: NodeJS.ProcessEnv): boolean {
	if (env.NO_COLOR) return false
	if (env.FORCE_COLOR && env.FORCE_COLOR !== '0') return true
	return screen.isTTY === true && env.TERM !== 'dumb'
}

/** Whether a block can be redrawn there. CI services that fake a terminal keep every frame. */
export function isLive(screen: Screen, env: NodeJS.ProcessEnv): boolean {
	return screen.isTTY === true && env.TERM !== 'dumb' && !env.CI
}
