import type { BenchOptions, BenchRecord } from '#harness/bench'
import type { ProbeAccelerator } from '#harness/doctor'
import type {
	ArtifactSources,
	Fetched,
	FetchOptions,
	OneCell,
	OpenOneOptions,
	RunOptions,
} from '#harness/run'
import type { Seat, startKeeper } from '#harness/shell'
import type { WatchCellOptions } from '#harness/watch'
import type { BisectAxis } from '#images/providers'
import type { ReportScreen, Results } from '#results'
import type { Architecture } from '#results/architecture'
import type { DriverChoice, ReadDisk, VmDriver, WantedGuests } from '#vm'
import type { RunProgram } from '#vm/host'
import type { Interrupts } from './process/interrupts.ts'
import type { Screen } from './view/live.ts'

/** What the CLI always says of a run. */
type Said = 'artifacts' | 'onEvent' | 'onResumed' | 'onNote' | 'env'

/** What the CLI asks a run for. */
export type RunRequest = RunOptions & { readonly [Name in Said]: NonNullable<RunOptions[Name]> }

interface ProbeRequest {
	/** The guests'; default: this machine's. */
	readonly arch?: Architecture | undefined
	readonly env: NodeJS.ProcessEnv
	readonly signal: AbortSignal
	readonly log: (message: string) => void
	readonly driver: VmDriver
}

/** What the verbs do to the world; a test gives its own. */
export interface Services {
	readonly runPlan: (request: RunRequest) => Promise<{ readonly dir: string; readonly results: Results }>
	readonly bench: (
		options: BenchOptions,
	) => Promise<{ readonly record: BenchRecord; readonly markdown: string }>
	readonly fetchPlan: (options: FetchOptions) => Promise<Fetched>
	/** Reads disk images in a guest, which is booted when the first is asked for. */
	readonly diskReader: (request: Omit<ProbeRequest, 'driver'>) => ReadDisk
	readonly runProgram: RunProgram
	/** Boots the probe guest; the cache is where its kernel is kept. */
	readonly probeAccelerator: (options: ProbeRequest) => ProbeAccelerator
	/** @throws HostError where this host has none. */
	readonly chooseDriver: (choice: DriverChoice, wanted: WantedGuests) => Promise<VmDriver>
	/** Removes what is left of the VMs of harnesses that were killed; returns the paths. */
	readonly sweepVms: () => Promise<string[]>
	/** @throws ConfigurationError where another user of the machine could have written to it. */
	readonly cacheDirectory: (env: NodeJS.ProcessEnv) => Promise<string>
	readonly hasPackageLists: () => Promise<boolean>
	readonly isRoot: boolean
	/** The values of an axis that providers could be asked for now. */
	readonly listValues: (
		axis: BisectAxis,
		options: {
			readonly artifacts: ArtifactSources
			readonly env: NodeJS.ProcessEnv
			readonly signal: AbortSignal
			readonly log: (message: string) => void
		},
	) => Promise<string[]>
	readonly shell: {
		/** Brings up a cell's VM for a person. */
		readonly openOne: (options: OpenOneOptions) => Promise<OneCell>
		/** Has another process do so, and keep it. */
		readonly startKeeper: typeof startKeeper
		readonly seat: () => Seat
	}
	/** Asks a cell's checks again at each save. */
	readonly watchCell: (options: WatchCellOptions) => Promise<never>
	/** Asks the user yes or no; undefined where nobody sits who could answer. */
	readonly confirm: ((question: string, signal: AbortSignal) => Promise<boolean>) | undefined
	/** Asks the user for a line; undefined where nobody sits who could answer. */
	readonly ask: ((question: string, signal: AbortSignal) => Promise<string>) | undefined
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
	/** The script that Node was given, absolute. */
	readonly script?: string | undefined
	/** Whether ROOTLESS_MATRIX_CONFIG is a file that was found upward, and was not set by whoever started this. */
	readonly foundConfig?: boolean | undefined
}

/** Whether to colour what goes to a stream: https://no-color.org, and nothing for pipes and dumb terminals. */
export function wantsColor(screen: Screen, env: NodeJS.ProcessEnv): boolean {
	if (env.NO_COLOR) return false
	if (env.FORCE_COLOR && env.FORCE_COLOR !== '0') return true
	return screen.isTTY === true && env.TERM !== 'dumb'
}

/** Where a report is printed. */
export const reportScreen = (screen: Screen, env: NodeJS.ProcessEnv): ReportScreen => ({
	color: wantsColor(screen, env),
	width: screen.columns ?? 110,
})

/** Whether a block can be redrawn there. CI services that fake a terminal keep every frame. */
export function isLive(screen: Screen, env: NodeJS.ProcessEnv): boolean {
	return screen.isTTY === true && env.TERM !== 'dumb' && !env.CI
}
