import type { RunProgram } from '#vm/host'

/** What a probe found. `missing` is also said of something that is there but unusable or too old. */
export type Finding =
	| { readonly state: 'ok'; readonly version?: string; readonly note?: string }
	| { readonly state: 'warning'; readonly version?: string; readonly note: string }
	| {
			readonly state: 'missing'
			readonly version?: string
			readonly note: string
			/** `apt-get update` mends it; a package to install is named by the requirement. */
			readonly mend?: 'package-lists'
	  }

/** What probes may ask of the machine; all of it comes in, so that a test can be any machine. */
export interface Host {
	readonly run: RunProgram
	readonly env: NodeJS.ProcessEnv
	readonly isRoot: boolean
	/** `process.versions.node` */
	readonly nodeVersion: string
	readonly memoryBytes: number
	readonly cacheDir: string
	readonly signal?: AbortSignal | undefined
}

/** One thing the harness needs of the machine it runs on. */
export interface Requirement {
	/** The program's name, or a short name for what is not a program. */
	readonly id: string
	/** What the harness does with it: the end of "needed because it …". */
	readonly why: string
	/** The Debian package that brings it; without one `--fix` cannot help. */
	readonly package?: string
	/** Without a fatal one, no cell can run. */
	readonly fatal: boolean
	/** What a person does about it when it is missing. */
	readonly hint: string
	probe(host: Host): Promise<Finding>
}
