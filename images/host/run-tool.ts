import { runTool as run } from '#vm/host'

export interface ToolOptions {
	readonly signal?: AbortSignal | undefined
	/** Seconds; default 120. */
	readonly deadline?: number
	readonly cwd?: string
	readonly env?: NodeJS.ProcessEnv
	/** What the tool is run for, for the error's message: "build the base image". */
	readonly to: string
	readonly hint?: string
}

/** `runTool` of `#vm/host`, with a deadline in seconds. */
export const runTool = (argv: readonly string[], options: ToolOptions): Promise<string> =>
	run(argv, {
		...options,
		deadline: options.deadline === undefined ? undefined : options.deadline * 1000,
	})
